"""Narrowing a fee report to some of the franchises, before anything is added up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from franchises.reports.frozen import Names
from franchises.reports.year_figures import YearOnBasis
from franchises.rules.names import name_key


@dataclass(frozen=True)
class Narrowing:
    """Which franchises are kept: those of a type, those whose franchisee's name has a text in it.

    What is empty keeps all.
    """

    search: str = ""
    type_code: str = ""
    type_name: str = ""

    def __bool__(self) -> bool:
        return bool(self.search or self.type_code)

    def keeps(self, names: Names) -> bool:
        """Whether the franchise with these names is kept."""
        return self.type_code in ("", names.type_code) and name_key(self.search) in name_key(
            names.franchisee
        )

    @property
    def words(self) -> str:
        """What is kept, such as ``franchise type “Cable television”, name with “Verizon”``."""
        parts = []
        if self.type_code:
            parts.append(_("franchise type “%(type)s”") % {"type": self.type_name})
        if self.search:
            parts.append(_("name with “%(text)s”") % {"text": self.search})
        return ", ".join(parts)


EVERYTHING = Narrowing()


def narrowed(years: Mapping[int, YearOnBasis], narrowing: Narrowing) -> Mapping[int, YearOnBasis]:
    """Return *years* with no other franchises than *narrowing* keeps."""
    if not narrowing:
        return years
    return {
        number: replace(
            year,
            entries={
                names: entry for names, entry in year.entries.items() if narrowing.keeps(names)
            },
        )
        for number, year in years.items()
    }
