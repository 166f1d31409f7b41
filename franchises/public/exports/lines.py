"""Lines of CSV from rows of JSON, which is how SQLite hands over a whole row fastest.

Its JSON shows at a glance what CSV has to be careful about: quotation marks and control characters
come with a backslash, and the comma of a text is one too many. Most rows have none of it, and
become CSV many at a time.
"""

import json

from franchises.public.exports.cells import is_free
from franchises.public.open_data.fields import Field
from franchises.reports.formats import no_formula

END = b"\r\n"
# What a spreadsheet would run begins so, or with what has a backslash. Single characters are looked
# for far faster, and a minus sign is in every date.
_MAY_RUN = ("=", "+", "@", '"-')


def csv_lines(fields: list[Field], rows: list[str]) -> bytes:
    """Return *rows*, an array of JSON each, as lines of CSV; the first cell of none is NULL."""
    text = "\r\n".join([row[1:-1] for row in rows])
    has_commas_inside = text.count(",") != len(rows) * (len(fields) - 1)
    if "\\" not in text and not has_commas_inside and not any(run in text for run in _MAY_RUN):
        return text.replace(",null", ",").encode().translate(None, b'"')
    if len(rows) > 1:
        return END.join([csv_lines(fields, [row]) for row in rows])
    return _careful_line(fields, rows[0]).encode()


def _careful_line(fields: list[Field], row: str) -> str:
    # Numbers as SQLite wrote them.
    cells = json.loads(row, parse_float=str, parse_int=str)
    texts = (
        no_formula(cell) if is_free(field) and cell else cell or ""
        for field, cell in zip(fields, cells, strict=True)
    )
    return ",".join(map(_quoted, texts))


def _quoted(text: str) -> str:
    """Return *text* as RFC 4180 has it."""
    if any(each in text for each in ',"\r\n'):
        text = text.replace('"', '""')
        return f'"{text}"'
    return text
