"""A forecast as a table, for the command, the page and the files."""

from franchises.books.forecasting import Forecast
from franchises.reports.notes import UNKNOWN
from franchises.reports.tables import Column, Kind, Row, Table, cells_of
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money

COLUMNS = (
    Column("franchise", "Franchise", Kind.TEXT),
    Column("franchisee", "Franchisee", Kind.TEXT),
    Column("at_least", "At least", Kind.MONEY),
    Column("at_most", "At most", Kind.MONEY),
    Column("remarks", "Remarks", Kind.WORDS),
)


def forecast_table(forecast: Forecast) -> Table:
    """Return the forecast as a table; its totals are of what is known."""
    rows = [
        (each.number, each.franchisee, each.at_least, each.at_most, "; ".join(each.remarks))
        for each in forecast.rows
    ]
    total = ("Total", "", forecast.at_least, forecast.at_most, "")
    label = fiscal_year_label(forecast.fiscal_year)
    headline = f"{label}: no published franchise has a fee schedule for it."
    if rows:
        headline = (
            f"{label}: the schedules bring at least {format_money(forecast.at_least)} and at most"
            f" {format_money(forecast.at_most)}."
        )
    notes = forecast.assumptions
    if any(None in (each.at_least, each.at_most) for each in forecast.rows):
        notes = (f"{UNKNOWN} is not known, and in no total: the remarks say why.", *notes)
    return Table(
        headline=headline,
        caption=f"What the fee schedules will bring in {label}",
        columns=COLUMNS,
        rows=tuple(Row(values[0], cells_of(COLUMNS, values)) for values in rows),
        total=Row("", cells_of(COLUMNS, total)) if rows else None,
        notes=notes,
    )
