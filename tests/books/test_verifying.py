"""What `verify_ledger` finds in a database that somebody changed past every door."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from franchises.books.verifying import what_is_wrong
from franchises.models import FeeAssessment, FeeCollection
from franchises.models.guards import put_up_guards, take_down_guards
from franchises.rules.workings import Line
from tests.closing import closed, restated
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchise():
    return FranchiseFactory(number="CT-1")


@pytest.fixture
def assessment(franchise):
    line = Line("5% of gross", Decimal("100.00"), date(2012, 7, 1), date(2013, 6, 30))
    return FeeAssessmentFactory(
        franchise=franchise, fiscal_year=2013, amount=Decimal("100.00"), working=[line.as_kept()]
    )


@pytest.fixture
def collection(franchise, assessment):
    return FeeCollectionFactory(
        franchise=franchise, fiscal_year=2013, amount=Decimal("60.00"), pays=assessment
    )


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def past_the_guards():
    """What somebody does who owns the database: the guards down, a change, the guards up."""
    # PostgreSQL alters no table with checks still to come.
    connection.check_constraints()
    take_down_guards(connection)
    yield
    connection.check_constraints()
    put_up_guards(connection)


def found():
    return list(what_is_wrong())


def test_a_sound_ledger_is_passed_over_in_silence(collection, capsys):
    call_command("verify_ledger")
    assert capsys.readouterr().out == ""


def test_an_empty_database_is_sound():
    assert found() == []


def test_what_is_wrong_is_printed_and_ends_with_4(collection, capsys):
    sql("UPDATE franchises_feecollection SET amount = 6001 WHERE id = %s", collection.pk)
    with pytest.raises(CommandError, match=r"^1 thing is wrong\.$") as ended:
        call_command("verify_ledger")
    assert ended.value.returncode == 4
    assert capsys.readouterr().out == (
        f"Collection {collection.pk} of CT-1 is $60.01 for FY2013,"
        " and its history says $60.00 for FY2013.\n"
    )


def test_an_amount_that_its_working_does_not_come_to_is_found(assessment):
    FeeAssessment.objects.filter(pk=assessment.pk).update(amount=Decimal("100.01"))
    assert found() == [
        f"Assessment {assessment.pk} (CT-1 FY2013): its working comes to $100.00, its amount is"
        " $100.01.",
        f"Assessment {assessment.pk} of CT-1 is $100.01 for FY2013,"
        " and its history says $100.00 for FY2013.",
    ]


@pytest.mark.parametrize("line", [{"what": "5%"}, {"what": "", "amount": "1.00", "from": "now"}])
def test_a_working_that_cannot_be_read_is_found(assessment, line):
    FeeAssessment.objects.filter(pk=assessment.pk).update(working=[line])
    assert found() == [f"Assessment {assessment.pk} (CT-1 FY2013): its working is unreadable."]


def test_a_working_in_plain_words_has_no_sum_to_be_wrong(assessment):
    FeeAssessment.objects.filter(pk=assessment.pk).update(working=["5% of $2,000.00"])
    assert found() == []


def test_a_payment_of_another_franchise_is_found(collection):
    other = FeeAssessmentFactory(franchise=FranchiseFactory(number="CT-2"))
    FeeCollection.objects.filter(pk=collection.pk).update(pays=other)
    assert found() == [f"Collection {collection.pk} of CT-1 pays an assessment of CT-2."]


def late_charge(assessment, first, last, **changed):
    return FeeAssessmentFactory(
        franchise=assessment.franchise,
        fiscal_year=2014,
        origin=FeeAssessment.Origin.LATENESS,
        kind=changed.pop("kind", FeeAssessment.Kind.INTEREST),
        late_for=assessment,
        late_from=first,
        late_through=last,
        **changed,
    )


def test_a_day_charged_twice_is_found(assessment):
    late_charge(assessment, date(2013, 8, 1), date(2013, 8, 31), reference="L-1")
    late_charge(assessment, date(2013, 9, 1), date(2013, 9, 30), reference="L-2")
    assert found() == []
    again = late_charge(assessment, date(2013, 9, 30), date(2013, 10, 31), reference="L-3")
    assert found() == [
        f"Assessment {again.pk} charges interest from 2013-09-30, which is charged through"
        " 2013-09-30 already."
    ]


def test_g09_a_row_deleted_past_every_door_is_found(collection):
    sql("DELETE FROM franchises_feecollection WHERE id = %s", collection.pk)
    assert found() == [
        f"Collection {collection.pk} of $60.00 for FY2013 is gone, and its history knows nothing"
        " of a deletion."
    ]


def test_a_row_deleted_through_a_door_is_no_fault(collection):
    collection.delete()
    assert found() == []


def test_g09_a_row_put_in_past_every_door_is_found(collection):
    FeeCollection.objects.bulk_create(
        [FeeCollection(franchise=collection.franchise, fiscal_year=2014, amount=Decimal("1.00"))]
    )
    made = FeeCollection.objects.get(fiscal_year=2014)
    assert found() == [
        f"Collection {made.pk} of CT-1 is $1.00 for FY2014, and its history knows nothing of it."
    ]


def test_money_that_no_summary_shows_is_found(collection, franchise):
    type(franchise).objects.filter(pk=franchise.pk).update(is_published=False)
    assert found() == [
        "The summary of all years shows $0.00 assessed; the ledger has $100.00.",
        "The summary of all years shows $0.00 collected, accrual basis; the ledger has $60.00.",
        "The summary of all years shows $0.00 collected, cash basis; the ledger has $60.00.",
    ]


@pytest.fixture
def closed_year(collection):
    """FY2013, closed with $100.00 assessed and $60.00 collected."""
    return closed(2013)


def test_g07_a_closed_year_that_nobody_touched_is_sound(closed_year):
    assert found() == []


def test_a_restated_year_is_sound(closed_year, franchise, assessment):
    FeeAssessmentFactory(
        franchise=franchise,
        fiscal_year=2026,
        origin=FeeAssessment.Origin.ADJUSTMENT,
        adjusts=assessment,
        amount=Decimal("5.00"),
        reference="ADJ-1",
    )
    restated(2013)
    assert found() == []


def test_a_guard_that_is_gone_is_found(closed_year):
    with past_the_guards():
        missing = found()
    assert len(missing) >= 12
    assert all(each.endswith("is missing or not as made.") for each in missing)
    assert found() == []


def test_g07_a_closed_year_changed_past_its_guards_is_found_by_all_that_knows_it(
    closed_year, collection
):
    with past_the_guards():
        sql("UPDATE franchises_feecollection SET amount = 5000 WHERE id = %s", collection.pk)
    assert found() == [
        "The summary of all years shows $60.00 collected, accrual basis; the ledger has $50.00.",
        "The summary of all years shows $60.00 collected, cash basis; the ledger has $50.00.",
        "FY2013: FY2013 revision 1 and the ledger differ on the accrual basis.",
        "FY2013: FY2013 revision 1 and the ledger differ on the cash basis.",
        f"Collection {collection.pk} of CT-1 is $50.00 for FY2013,"
        " and its history says $60.00 for FY2013.",
    ]


def test_frozen_figures_that_were_rewritten_are_found(closed_year):
    with past_the_guards():
        sql("UPDATE franchises_yearrevision SET figures = replace(figures, '6000', '7000')")
    assert (
        "FY2013 revision 1: the SHA-256 of its figures is not the one that was published."
        in found()
    )


def test_a_closed_year_without_figures_is_found(closed_year):
    with past_the_guards():
        sql("DELETE FROM franchises_yearrevision")
    assert "FY2013 is closed, and no figures of it are published." in found()


def test_more_rows_take_no_more_queries(franchise, django_assert_max_num_queries):
    for year in range(2013, 2053):
        FeeCollectionFactory(franchise=franchise, fiscal_year=year)
        FeeAssessmentFactory(franchise=franchise, fiscal_year=year)
    with django_assert_max_num_queries(30):
        assert found() == []
