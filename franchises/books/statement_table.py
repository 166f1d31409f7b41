"""A statement of account as a table for files: a row for each entry, line of a working, payment."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from franchises.books.account import Assessed, Collected, NotPosted, Statement
from franchises.reports.notes import UNKNOWN
from franchises.reports.tables import Column, Kind, Row, Table, Value, cells_of
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money
from franchises.rules.workings import Line, day_in_words

COLUMNS = (
    Column("entry", "Entry", Kind.TEXT),
    Column("what", "What", Kind.TEXT),
    Column("day", "Due or received on", Kind.WORDS),
    Column("reference", "Reference", Kind.WORDS),
    Column("part", "Of it", Kind.MONEY),
    Column("assessed", "Assessed", Kind.MONEY),
    Column("collected", "Collected", Kind.MONEY),
    Column("not_posted", "Not posted", Kind.MONEY),
    Column("balance", "Balance", Kind.MONEY),
)


def statement_table(statement: Statement, *, with_receipts: bool) -> Table:
    """Return *statement* as a table, whose columns of money are each of one meaning.

    The references of collections name wires and checks: they are in it only *with_receipts*.
    """
    return Table(
        headline=headline(statement),
        caption=f"Statement of account, {fiscal_year_label(statement.fiscal_year)}",
        columns=COLUMNS,
        rows=tuple(_rows(statement, with_receipts=with_receipts)),
        total=None,
        notes=statement.notes,
    )


def headline(statement: Statement) -> str:
    """Return the account in a sentence: whose, of which year, what is owed and as of when."""
    owed = UNKNOWN if statement.closing is None else format_money(statement.closing)
    label = fiscal_year_label(statement.fiscal_year)
    return (
        f"{statement.number}, {statement.franchisee}, {label}: balance {owed}"
        f" as of {day_in_words(statement.as_of)}"
    )


def _rows(statement: Statement, *, with_receipts: bool) -> Iterator[Row]:
    yield _row("Opening balance", day=statement.first_day, balance=statement.opening)
    for assessed in statement.assessments:
        yield from _assessed_rows(assessed)
    for collected in statement.collections:
        yield from _collected_rows(collected, with_receipts=with_receipts)
    yield _row(
        "Closing balance",
        day=statement.last_day,
        assessed=statement.assessed,
        collected=statement.collected,
        balance=statement.closing,
    )
    for late in statement.late:
        yield from _late_rows(late)


def _assessed_rows(row: Assessed) -> Iterator[Row]:
    yield _row("Assessed", row.title, row.due_on, row.reference, assessed=row.amount)
    for line in row.lines:
        yield _working(line)
    for words in row.words:
        yield _row("Working", words)
    if row.paid is not None:
        yield _row("Paid of it", row.title, part=row.paid)


def _collected_rows(row: Collected, *, with_receipts: bool) -> Iterator[Row]:
    reference = row.reference if with_receipts else ""
    yield _row("Collected", row.title, row.received_on, reference, collected=row.amount)
    for paid in row.paid:
        yield _row("Paid with it", paid.what, part=paid.amount)
    if row.credit:
        yield _row("Credit", part=row.credit)


def _late_rows(row: NotPosted) -> Iterator[Row]:
    yield _row("Late, not posted", row.what, not_posted=row.amount)
    for line in row.lines:
        yield _working(line)


def _working(line: Line) -> Row:
    return _row("Working", line.in_words, part=line.amount)


def _row(
    entry: str,
    what: str = "",
    day: date | None = None,
    reference: str = "",
    **money: Decimal | None,
) -> Row:
    values: dict[str, Value] = {
        "entry": entry,
        "what": what,
        "day": day.isoformat() if day else "",
        "reference": reference,
        **money,
    }
    return Row("", cells_of(COLUMNS, [values.get(each.key, "") for each in COLUMNS]))
