"""What a profile is: how one published file spells our columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What may stand between the cells of a CSV file.
DELIMITERS = {"commas": ",", "semicolons": ";", "tabs": "\t", "bars": "|"}


@dataclass(frozen=True)
class Profile:
    """The headings, constants, formats and words of one published file.

    ``headings`` maps a heading to one of our columns, to ``extra`` (kept as it came), to
    ``ignore``, or to ``point`` (latitude and longitude in one cell); ``values`` maps, for a
    column, a word of theirs to one of ours; ``blanks`` has, for a column, what means nothing.
    Without a heading row the headings are ``column 1``, ``column 2`` and so on. The cells of a
    CSV file are ``separated_by`` commas, semicolons, tabs or bars.
    """

    name: str
    dataset: str
    description: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_formats: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    blanks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    decimal_comma: bool = False
    has_heading_row: bool = True
    separated_by: str = "commas"
