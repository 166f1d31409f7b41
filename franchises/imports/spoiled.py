"""What spreadsheet programs leave in a CSV file in the place of what was typed into a cell."""

import re

# A long number that is no text, such as an id: 1000480001 becomes 1.00048E+09.
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{2,3}", re.ASCII)
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|#{3,})")


def spoiled_rule(text: str) -> str | None:
    """Return the rule that *text* breaks where a spreadsheet has spoiled it, or None.

    >>> spoiled_rule("1.00048E+09")
    'is a number that a spreadsheet has shortened: make its column text there, and export it again'
    """
    if _SHORTENED.fullmatch(text):
        return (
            "is a number that a spreadsheet has shortened: make its column text there, and"
            " export it again"
        )
    if _ERROR.fullmatch(text):
        return "is an error of a spreadsheet: mend it there, or say in a profile that it is nothing"
    return None
