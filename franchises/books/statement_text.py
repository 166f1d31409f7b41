"""A statement of account as text, as it would be typed on paper: 100 columns wide."""

import re
import textwrap
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from franchises.books.account import Assessed, Collected, Statement
from franchises.reports.notes import UNKNOWN
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money
from franchises.rules.workings import Line, day_in_words

WIDTH = 100
DAY, MONEY = 12, 18
# What is left of a line for its words, beside a day and two columns of money.
WORDS = WIDTH - DAY - 2 * MONEY
INDENT = "    "
RULE = "-" * WIDTH
UNBREAKABLE = "\N{NO-BREAK SPACE}"
_DAY = re.compile(r"[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}", re.ASCII)


def statement_text(statement: Statement) -> str:
    """Return *statement* for a terminal or a printer, with its notes and warnings at the end.

    Two columns of money: what parts come to on the left, the amounts that add up on the right.
    """
    label = fiscal_year_label(statement.fiscal_year)
    title = f", {statement.title}" if statement.title else ""
    lines = [
        f"STATEMENT OF ACCOUNT, {label}",
        f"{day_in_words(statement.first_day)} to {day_in_words(statement.last_day)},"
        f" as of {day_in_words(statement.as_of)}",
        "",
        f"Franchise {statement.number}{title}",
        statement.franchisee,
        "",
        *_entry("Opening balance", statement.first_day, total=statement.opening),
        "",
        *_assessments(statement),
        "",
        *_collections(statement),
        "",
        RULE,
        *_entry("Closing balance: opening, assessed, less collected", total=statement.closing),
    ]
    if statement.late:
        lines += ["", *_late(statement)]
    for heading, sentences in (("Notes", statement.notes), ("Warnings", statement.warnings)):
        if sentences:
            lines += ["", heading]
        for sentence in sentences:
            lines += textwrap.wrap(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def _assessments(statement: Statement) -> Iterator[str]:
    yield from _heading("Assessed", "Due on", "Working", "Amount")
    for row in statement.assessments:
        yield from _entry(row.title, row.due_on, total=row.amount)
        yield from _below_assessment(row)
    if not statement.assessments:
        yield "None on record."
    yield from _entry("Assessed in all", total=statement.assessed)


def _below_assessment(row: Assessed) -> Iterator[str]:
    if row.reference:
        yield from _small(row.reference)
    for line in row.lines:
        yield from _working(line)
    for words in (*row.words, *filter(None, [row.remark])):
        yield from _small(words)
    if row.paid is not None and row.paid < row.amount:
        yield from _small(f"Paid of it: {format_money(row.paid)}; open:", row.amount - row.paid)
    elif row.paid is not None:
        yield from _small("Paid.")


def _collections(statement: Statement) -> Iterator[str]:
    yield from _heading("Collected", "Received on", "Paid with it", "Amount")
    for row in statement.collections:
        yield from _entry(row.title, row.received_on, total=row.amount)
        yield from _below_collection(row)
    if not statement.collections:
        yield "None on record."
    yield from _entry("Collected in all", total=statement.collected)


def _below_collection(row: Collected) -> Iterator[str]:
    if row.reference:
        yield from _small(row.reference)
    for paid in row.paid:
        yield from _small(paid.what, paid.amount)
    if row.credit:
        yield from _small("Credit", row.credit)
    if row.remark:
        yield from _small(row.remark)


def _late(statement: Statement) -> Iterator[str]:
    day = day_in_words(statement.as_of)
    yield from _heading(f"Late by {day}, not posted and not in the balance", "", "", "")
    for row in statement.late:
        yield from _entry(row.what, total=row.amount)
        for line in row.lines:
            yield from _working(line)
    yield from _entry("Late and not posted in all", total=statement.late_amount)


def _heading(words: str, day: str, part: str, total: str) -> Iterator[str]:
    yield f"{words:<{WORDS}}{day:>{DAY}}{part:>{MONEY}}{total:>{MONEY}}".rstrip()
    yield RULE


def _entry(words: str, day: date | None = None, *, total: Decimal | None) -> Iterator[str]:
    first, *rest = textwrap.wrap(words, WORDS - 2, subsequent_indent="  ")
    amount = UNKNOWN if total is None else format_money(total)
    written = day.isoformat() if day else ""
    yield f"{first:<{WORDS}}{written:>{DAY}}{amount:>{2 * MONEY}}"
    yield from rest


def _working(line: Line) -> Iterator[str]:
    yield from _small(line.in_words, line.amount)


def _small(words: str, amount: Decimal | None = None) -> Iterator[str]:
    """Yield indented lines, the amount beside the last of them."""
    room = WORDS + DAY - 1
    whole_days = _DAY.sub(lambda day: day[0].replace(" ", UNBREAKABLE), words)
    wrapped = textwrap.wrap(
        whole_days, room, initial_indent=INDENT, subsequent_indent=INDENT + "  "
    )
    *before, last = (line.replace(UNBREAKABLE, " ") for line in wrapped)
    yield from before
    written = "" if amount is None else format_money(amount)
    yield f"{last:<{WORDS + DAY}}{written:>{MONEY}}".rstrip()
