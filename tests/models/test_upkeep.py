"""Fiscal years and guards are made again after every migrate, and a check says what is wrong."""

from datetime import date

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, models

from franchises.models import FeeAssessment, FiscalYear
from franchises.models.guards import missing_guards, put_up_guards, take_down_guards
from franchises.models.upkeep import let_sqlite_rebuild_tables, make_fiscal_years
from tests.closing import shut
from tests.factories import FeeAssessmentFactory, FranchiseFactory


def found():
    return [message.id for message in run_checks(databases=["default"])]


def days(year):
    return FiscalYear.objects.values_list("first_day", "last_day").get(year=year)


@pytest.mark.django_db
def test_there_is_a_row_for_every_fiscal_year_that_an_amount_can_be_for():
    assert list(FiscalYear.objects.order_by("year").values_list("year", flat=True)) == list(
        range(1900, 2201)
    )
    assert days(2013) == (date(2012, 7, 1), date(2013, 6, 30))
    assert set(FiscalYear.objects.values_list("state", flat=True)) == {"open"}


@pytest.mark.django_db
def test_a_year_that_is_missing_is_made_again():
    FiscalYear.objects.filter(year__in=(2012, 2013)).delete()
    make_fiscal_years("default")
    assert days(2013) == (date(2012, 7, 1), date(2013, 6, 30))
    assert FiscalYear.objects.count() == 301


@pytest.mark.django_db
def test_the_days_follow_the_setting_while_no_year_is_closed(settings):
    settings.FISCAL_YEAR_START_MONTH = 10
    make_fiscal_years("default")
    assert days(2013) == (date(2012, 10, 1), date(2013, 9, 30))
    assert found() == []


@pytest.mark.django_db
def test_the_days_of_all_years_stay_once_one_is_closed_and_a_check_says_so(settings):
    shut(2013)
    assert found() == []
    settings.FISCAL_YEAR_START_MONTH = 10
    make_fiscal_years("default")
    assert days(2013) == (date(2012, 7, 1), date(2013, 6, 30))
    assert days(2014) == (date(2013, 7, 1), date(2014, 6, 30))
    assert found() == ["franchises.E001"]


@pytest.mark.django_db
def test_g19_a_check_says_which_guards_are_missing():
    assert found() == []
    take_down_guards(connection)
    assert found() == ["franchises.W001"]
    (warning,) = run_checks(databases=["default"])
    assert "franchises_feeassessment_guard_delete" in warning.msg
    put_up_guards(connection)
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_guards_are_up_again_after_a_flush_of_a_database_with_a_closed_year():
    FeeAssessmentFactory(fiscal_year=2013)
    shut(2013)
    take_down_guards(connection)
    call_command("flush", interactive=False, verbosity=0)
    assert missing_guards(connection) == []
    assert FiscalYear.objects.count() == 301
    assert not FeeAssessment.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone rebuilds tables")
@pytest.mark.parametrize(
    ("model", "name", "lost"),
    [
        (FeeAssessment, "period", 3),
        (FiscalYear, "state", 3),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_g19_a_table_that_sqlite_rebuilds_has_its_guards_again_after_the_migrate(model, name, lost):
    franchise = FranchiseFactory()
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2013)
    shut(2013)
    if model is FiscalYear:
        # Where a migration is to come, they are taken down first: see the next test.
        take_down_guards(connection)
    old = model._meta.get_field(name)
    new = models.CharField(max_length=20, default="")
    new.set_attributes_from_name(name)
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
    assert len(missing_guards(connection)) >= lost
    assert found() == ["franchises.W001"]
    call_command("migrate", verbosity=0)
    assert missing_guards(connection) == []
    assert FeeAssessment.objects.filter(fiscal_year=2013).count() == 1
    with connection.schema_editor() as editor:
        take_down_guards(connection)
        editor.alter_field(model, new, old)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone rebuilds tables")
@pytest.mark.django_db
def test_sqlite_takes_the_guards_down_before_there_is_something_to_migrate():
    sender = apps.get_app_config("franchises")
    let_sqlite_rebuild_tables(sender, "default", plan=[])
    assert missing_guards(connection) == []
    let_sqlite_rebuild_tables(sender, "default", plan=["a migration"])
    assert missing_guards(connection) != []
