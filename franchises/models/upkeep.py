"""What is made again after every migrate, and what a check says of it: fiscal years and guards."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections, router
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.models.fiscal_year import FiscalYear
from franchises.models.guards import missing_guards, put_up_guards, take_down_guards
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_label

ALL_FISCAL_YEARS = range(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR + 1)


@receiver(pre_migrate)
def let_sqlite_rebuild_tables(
    sender: AppConfig, using: str, plan: Sequence[Any] = (), **kwargs: Any
) -> None:
    """Take the guards down on SQLite where there is something to migrate.

    It rebuilds a table that is altered, and refuses to while the guard of another table reads it.
    """
    connection = connections[using]
    is_ours = sender.name == "franchises" and router.allow_migrate_model(using, FiscalYear)
    if is_ours and plan and connection.vendor == "sqlite" and _columns(connection):
        take_down_guards(connection)


@receiver(post_migrate)
def make_what_a_closed_year_needs(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make the fiscal years that are missing, and the guards of those that are closed."""
    connection = connections[using]
    if sender.name != "franchises" or not router.allow_migrate_model(using, FiscalYear):
        return
    if {"first_day", "state"} <= _columns(connection):
        make_fiscal_years(using)
        put_up_guards(connection)


def make_fiscal_years(using: str) -> None:
    """Make a row for each fiscal year that has none.

    Where the city's fiscal year now begins in another month, the days of all are put right, unless
    a year is closed: what was frozen is of the days that it had.
    """
    years = FiscalYear.objects.using(using)
    wanted = {year: _bounds(year) for year in ALL_FISCAL_YEARS}
    found = {year: (first, last) for year, first, last in years.values_list(*_DAYS).order_by()}
    years.bulk_create(
        FiscalYear(year=year, first_day=first, last_day=last)
        for year, (first, last) in wanted.items()
        if year not in found
    )
    differing = [year for year, days in found.items() if wanted.get(year, days) != days]
    if differing and not years.closed().exists():
        changed = [
            FiscalYear(year=year, first_day=wanted[year][0], last_day=wanted[year][1])
            for year in differing
        ]
        years.bulk_update(changed, ["first_day", "last_day"])


@register(Tags.database)
def check_closed_years(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Return a warning for missing guards, and an error for closed years of another month."""
    found: list[CheckMessage] = []
    for using in databases or ():
        connection = connections[using]
        if not router.allow_migrate_model(using, FiscalYear) or "state" not in _columns(connection):
            continue
        found += _wrong_with_guards(missing_guards(connection))
        found += _wrong_with_days(using)
    return found


_DAYS = ("year", "first_day", "last_day")


def _wrong_with_guards(missing: list[str]) -> list[CheckMessage]:
    if not missing:
        return []
    # No error: that would keep migrate, which makes them, from running.
    return [
        Warning(
            f"The database does not guard closed fiscal years: {', '.join(missing)} missing.",
            hint="Run manage.py migrate, which makes the guards again.",
            id="franchises.W001",
        )
    ]


def _wrong_with_days(using: str) -> list[CheckMessage]:
    closed = FiscalYear.objects.using(using).closed()
    wrong = [
        fiscal_year_label(year)
        for year, first, last in closed.values_list(*_DAYS).order_by("year")
        if (first, last) != _bounds(year)
    ]
    if not wrong:
        return []
    return [
        Error(
            f"FISCAL_YEAR_START_MONTH is {settings.FISCAL_YEAR_START_MONTH}, but"
            f" {', '.join(wrong)} closed with other first and last days.",
            hint="Set it back: the figures of a closed year are of the days that it had.",
            id="franchises.E001",
        )
    ]


def _bounds(year: int) -> tuple[Any, Any]:
    return fiscal_year_bounds(year, settings.FISCAL_YEAR_START_MONTH)


def _columns(connection: Any) -> set[str]:
    """Return the columns of the table of fiscal years; none before it is there."""
    table = FiscalYear._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return set()
        return {
            column.name for column in connection.introspection.get_table_description(cursor, table)
        }
