"""How published files spell our columns: one TOML file a profile, read as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Profile:
    """The headings, constants, formats and words of one published file.

    ``headings`` maps a heading to one of our columns, to ``extra`` (kept as it came) or to
    ``ignore``; ``values`` maps, for a column, a word of theirs to one of ours.
    """

    name: str
    dataset: str
    description: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_formats: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def profile_names() -> list[str]:
    """Return the names of all profiles, in order of the alphabet."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_profile(name: str) -> Profile:
    """Return the profile called *name*; raise `LookupError` where there is none."""
    if name not in profile_names():
        raise LookupError(f"there is no profile {name!r}: {', '.join(profile_names())}")
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return Profile(name=name, **tomllib.load(file))
