"""What other cities' words mean in ours, such as live for installed: a guess, to be checked."""

import re
from collections.abc import Mapping

from franchises.imports.columns import OneOf
from franchises.imports.guessing.likeness import words_of
from franchises.rules.names import name_key

# For a word of ours, words of theirs. The first that is found in a cell decides.
_MEANS: dict[str, tuple[str, ...]] = {
    "removed": ("removed", "decommissioned", "retired", "abandoned", "demolished", "deactivated"),
    "suspended": ("suspended", "inactive", "out of service", "disabled", "on hold"),
    "proposed": ("proposed", "pending", "planned", "submitted", "applied", "under review", "filed"),
    "installed": (
        *("installed", "live", "active", "in service", "built", "complete", "completed"),
        *("operational", "existing", "on air", "in use", "ready for activation"),
    ),
    "approved": ("approved", "granted", "issued", "permitted", "authorized", "reserved"),
    "kiosk": ("kiosk", "kiosks"),
    "pay_telephone": ("pay telephone", "payphone", "pay phone", "telephone booth"),
    "wifi_access_point": ("wifi", "wi fi", "hotspot", "access point"),
    "antenna": ("antenna", "antennas", "small cell", "wireless", "das", "node"),
    "pole_top": ("pole top", "poletop", "pole", "poles", "streetlight", "utility pole"),
    "cabinet": ("cabinet", "cabinets", "box", "pedestal"),
    "conduit": ("conduit", "duct"),
    "fiber": ("fiber", "fibre"),
    "cable": ("cable", "coax", "aerial"),
    "other": ("other", "misc", "miscellaneous"),
    "interest": ("interest", "late interest"),
    "penalty": ("penalty", "fine", "late fee"),
    "refund": ("refund", "credit", "reversal"),
    "fee": ("fee", "franchise fee", "payment"),
    "audit": ("audit", "audited"),
    "manual": ("manual", "estimate"),
    "schedule": ("schedule", "scheduled", "billed"),
    "yes": ("yes", "y", "true", "t", "1"),
    "no": ("no", "n", "false", "f", "0"),
    "Q1": ("q1", "1", "first", "1st", "first quarter"),
    "Q2": ("q2", "2", "second", "2nd", "second quarter"),
    "Q3": ("q3", "3", "third", "3rd", "third quarter"),
    "Q4": ("q4", "4", "fourth", "4th", "fourth quarter"),
}
# Whether it stands: a column of yes and no that is a status all the same.
_STANDS = {"yes": "installed", "y": "installed", "no": "approved", "n": "approved"}


_SPAN = re.compile(r"(?:fy ?)?([0-9]{4}) ?[-/\u2013] ?((?:[0-9]{2})?[0-9]{2})", re.ASCII)
_LABEL = re.compile(r"(?:fy|fiscal year) ?'?((?:[0-9]{2})?[0-9]{2})", re.ASCII)


def fiscal_year_in(text: str) -> str | None:
    """Return the fiscal year that *text* names, by the year it ends in, or None.

    >>> fiscal_year_in("FY13"), fiscal_year_in("2012-13"), fiscal_year_in("2012-14")
    ('2013', '2013', None)
    """
    if found := _SPAN.fullmatch(name_key(text)):
        year = int(found[1]) + 1
        return str(year) if str(year).endswith(found[2]) else None
    if found := _LABEL.fullmatch(name_key(text)):
        century = "" if len(found[1]) == 4 else "20" if found[1] < "50" else "19"
        return century + found[1]
    return None


def ours_for(text: str, kind: OneOf) -> str | None:
    """Return the word of *kind* that *text* seems to mean, or None where none does.

    >>> ours_for("A - Link Live", OneOf({"installed": 1, "removed": 2}))
    'installed'
    """
    for ours in kind.words:
        if name_key(text).replace(" ", "_") == name_key(ours).replace(" ", "_"):
            return ours
    words = f" {words_of(text)} "
    if "installed" in kind.words and (answer := _STANDS.get(words.strip())):
        return answer
    for ours, theirs in _MEANS.items():
        if ours in kind.words and any(f" {each} " in words for each in theirs):
            # "Not installed" is something else, and not for a program to say what.
            return None if " not " in words else ours
    return None


def translations(texts: list[str], kind: OneOf) -> tuple[Mapping[str, str], list[str]]:
    """Return each of *texts* that needs a word of ours, with it; and those that have none."""
    found, unknown = {}, []
    for text in texts:
        ours = ours_for(text, kind)
        if ours is None:
            unknown.append(text)
        elif name_key(text).replace(" ", "_") != name_key(ours).replace(" ", "_"):
            found[text] = ours
    return found, unknown
