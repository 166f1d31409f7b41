"""Names of companies and people: when two spellings are one name, and when one is a trap."""

import difflib
import unicodedata
from collections.abc import Iterable

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def name_key(name: str) -> str:
    """Return what two spellings of one name share: NFKC, case folded, spaces collapsed.

    Punctuation stays: ``ExteNet 1`` and ``ExteNet 2`` differ by no more than that.

    >>> name_key("  Crown\\u00a0Castle  NG East LLC") == name_key("CROWN CASTLE NG EAST LLC")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def unsafe_text_rule(text: str) -> str | None:
    """Return the rule that *text* breaks, or None where it is plain text.

    Plain text has no control, zero-width or direction-changing character, does not mix alphabets
    (one Cyrillic letter in a Latin name makes another name that looks the same), and does not begin
    as a spreadsheet formula does, so that an export can give it back as it came.

    >>> unsafe_text_rule("=cmd()")
    'begins with "=", which a spreadsheet would run as a formula'
    >>> unsafe_text_rule("José's Café") is None
    True
    """
    if text.startswith(_FORMULA_STARTS):
        return f'begins with "{text[0]}", which a spreadsheet would run as a formula'
    if text.isascii():
        return None if text.isprintable() else "has a control character"
    scripts = set()
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            return f"has the invisible or control character U+{ord(character):04X}"
        if category.startswith("L"):
            script = unicodedata.name(character, "").partition(" ")[0]
            if script in _SCRIPTS:
                scripts.add(script)
    if len(scripts) > 1:
        return "mixes alphabets (" + " and ".join(sorted(s.title() for s in scripts)) + ")"
    return None


def nearest_names(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to *count* of the *known* names most like *name*, the nearest first; may be empty.

    >>> nearest_names("Extenet Systems, INC. II", ["ZenFi Networks", "ExteNet Systems, Inc."])
    ['ExteNet Systems, Inc.']
    """
    by_key = {name_key(each): each for each in known}
    keys = difflib.get_close_matches(name_key(name), by_key, n=count, cutoff=0.5)
    return [by_key[key] for key in keys]
