from datetime import date
from decimal import Decimal

import pytest

from franchises.books.account import Paid, statement_of_account
from tests.books.accounts import WORKING, assessed, collected, revision, santa_paula
from tests.factories import FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2023, 12, 20)


@pytest.fixture
def franchise():
    return santa_paula()


def of(franchise, fiscal_year=2024, as_of=TODAY):
    return statement_of_account(franchise, fiscal_year, as_of)


def figures(statement):
    """Opening, assessed, collected and closing, as text."""
    return tuple(
        None if amount is None else str(amount)
        for amount in (
            statement.opening,
            statement.assessed,
            statement.collected,
            statement.closing,
        )
    )


def test_a_year_closes_with_what_it_opened_with_and_was_assessed_less_what_came_in(franchise):
    assessed(franchise, "500.00", 2023, due_on=date(2022, 11, 14))
    collected(franchise, "450.00", date(2022, 11, 10), 2023)
    assessed(franchise, "100000.00")
    collected(franchise, "60000.00", date(2023, 11, 24))
    assessed(franchise, "7.00", 2025, due_on=date(2024, 11, 14))
    assert figures(of(franchise, 2023)) == ("0.00", "500.00", "450.00", "50.00")
    assert figures(of(franchise)) == ("50.00", "100000.00", "60000.00", "40050.00")
    assert figures(of(franchise, 2025)) == ("40050.00", "7.00", "0.00", "40057.00")


def test_arrears_run_on():
    """Case 8: LinkNYC, State Comptroller 2019-N-5."""
    link = FranchiseFactory()
    assessed(link, "32300000.00", 2019, "", due_on=date(2019, 6, 30))
    collected(link, "2600000.00", date(2019, 5, 1), 2019)
    assessed(link, "43700000.00", 2020, "", due_on=date(2020, 6, 30))
    assert figures(of(link, 2020, date(2020, 6, 30))) == (
        "29700000.00",
        "43700000.00",
        "0.00",
        "73400000.00",
    )


def test_a_collection_names_what_it_paid_and_what_is_credit(franchise):
    assessed(franchise, "50.00", 2023, "", reference="BILL-7", due_on=date(2022, 11, 14))
    assessed(franchise, "100.00", reference="")
    collected(franchise, "170.00", date(2023, 11, 10))
    (row,) = of(franchise).collections
    assert row.paid == (
        Paid("FY2023 fee (BILL-7)", Decimal("50.00")),
        Paid("FY2024 Q1 fee", Decimal("100.00")),
    )
    assert row.credit == Decimal("20.00")
    assert "$20.00 paid nothing on record and is credit." in of(franchise).notes


def test_an_assessment_shows_its_working_and_what_is_paid_of_it(franchise):
    assessed(franchise, "100000.00", working=WORKING)
    assessed(franchise, "5.00", period="Q2", working=["as billed"], due_on=date(2024, 2, 14))
    collected(franchise, "60000.00", date(2023, 11, 24))
    first, second = of(franchise).assessments
    assert first.title == "Fee for FY2024 Q1"
    assert [line.as_kept() for line in first.lines] == WORKING
    assert str(first.paid) == "60000.00"
    assert (second.lines, second.words, second.paid) == ((), ("as billed",), Decimal(0))


def test_lateness_is_shown_to_the_day_and_is_not_in_the_balance(franchise):
    assessed(franchise, "100000.00", reference="")
    statement = of(franchise)
    assert [(each.what, str(each.amount)) for each in statement.late] == [
        ("Lateness of the FY2024 Q1 fee", "5789.04")
    ]
    assert [line.what for line in statement.late[0].lines] == [
        "Interest on $100,000.00",
        "Surcharge, 30 days late",
    ]
    assert str(statement.late_amount) == "5789.04"
    assert figures(statement) == ("0.00", "100000.00", "0.00", "100000.00")
    assert "What lateness costs and is not yet charged is not in the balance." in statement.notes


@pytest.mark.parametrize(
    ("as_of", "late"),
    [
        (date(2023, 11, 14), "0.00"),
        (date(2023, 11, 15), "21.92"),
        (date(2023, 12, 13), "635.62"),
        (date(2023, 12, 14), "5657.53"),
    ],
)
def test_lateness_begins_the_day_after_the_due_date(franchise, as_of, late):
    assessed(franchise, "100000.00")
    assert str(of(franchise, as_of=as_of).late_amount) == late


def test_a_part_payment_lessens_the_lateness_of_the_days_after_it(franchise):
    """Received on the 10th day late: 219.18 + 26 days on 40,000.00 + 5% of 40,000.00."""
    assessed(franchise, "100000.00")
    collected(franchise, "60000.00", date(2023, 11, 24))
    assert str(of(franchise).late_amount) == "2447.13"


def test_the_lateness_of_years_after_the_statement_is_not_in_it(franchise):
    assessed(franchise, "100000.00")
    assert of(franchise, 2023).late == ()
    assert of(franchise, 2025).late == of(franchise).late


def test_a_late_charge_is_never_late_itself_nor_is_a_penalty_of_an_audit(franchise):
    assessed(franchise, "100000.00", kind="penalty", origin="audit")
    assert of(franchise).late == ()


def test_what_is_charged_through_a_day_is_not_charged_again(franchise):
    late = assessed(franchise, "100000.00")
    assessed(
        franchise,
        "635.62",
        kind="interest",
        origin="lateness",
        late_for=late,
        late_from=date(2023, 11, 15),
        late_through=date(2023, 12, 13),
        due_on=date(2023, 12, 13),
    )
    (row,) = of(franchise).late
    assert [(line.what, line.first_day, str(line.amount)) for line in row.lines] == [
        ("Interest on $100,000.00", date(2023, 12, 14), "153.42"),
        ("Surcharge, 30 days late", date(2023, 12, 14), "5000.00"),
    ]
    assert of(franchise).assessments[1].title == (
        "Interest on the FY2024 Q1 fee (" + late.reference + "), 15 November 2023 to"
        " 13 December 2023"
    )


def charge(franchise, late, amount, through, **fields):
    """Interest posted for *late* from 15 November 2023 on."""
    return assessed(
        franchise,
        amount,
        **{
            "kind": "interest",
            "origin": "lateness",
            "late_for": late,
            "late_from": date(2023, 11, 15),
            "late_through": through,
            **fields,
        },
    )


def test_a_surcharge_is_charged_once(franchise):
    late = assessed(franchise, "100000.00")
    charge(franchise, late, "5000.00", date(2023, 12, 14), kind="penalty")
    (row,) = of(franchise).late
    assert str(row.amount) == "789.04"


def test_a_payment_recorded_after_the_charges_is_told_of_and_changes_nothing(franchise):
    """The 36 days were charged on 100,000.00; 60,000.00 of it had come in on the 10th."""
    late = assessed(franchise, "100000.00", reference="")
    charge(franchise, late, "789.04", TODAY)
    assert of(franchise).warnings == ()
    collected(franchise, "60000.00", date(2023, 11, 24))
    assert of(franchise).warnings == (
        "The lateness of the FY2024 Q1 fee is posted through 20 December 2023; with the payments"
        " now recorded (24 November 2023) that is $341.91 too much. Put it right with an"
        " adjustment.",
    )


def test_an_adjustment_of_a_charge_settles_what_was_too_much(franchise):
    late = assessed(franchise, "100000.00")
    posted = charge(franchise, late, "789.04", TODAY)
    collected(franchise, "60000.00", date(2023, 11, 24))
    assessed(franchise, "-341.91", kind="interest", origin="adjustment", adjusts=posted)
    assert of(franchise).warnings == ()


def test_a_cent_of_rounding_for_each_charge_is_not_told_of(franchise):
    late = assessed(franchise, "100000.00")
    posted = charge(franchise, late, "789.05", TODAY)
    assert of(franchise).warnings == ()
    posted.amount = Decimal("789.06")
    posted.save()
    assert "that is $0.02 too much" in of(franchise).warnings[0]
    posted.amount = Decimal("789.02")
    posted.save()
    assert "that is $0.02 too little" in of(franchise).warnings[0]


def test_notice_starts_the_days_of_grace():
    franchise = santa_paula(late_rates="9%", needs_notice=True, grace_days=30)
    fee = assessed(franchise, "1410000.00", period="Q4", due_on=date(2023, 8, 14))
    assert of(franchise).late == ()
    fee.notice_on = date(2023, 11, 20)
    fee.save()
    assert of(franchise, as_of=date(2023, 12, 20)).late == ()
    # 31 days at 9% from the day after the notice, and 5%, long due but for the grace.
    assert str(of(franchise, as_of=date(2023, 12, 21)).late_amount) == "81277.81"


def test_grace_in_business_days_counts_no_holiday():
    """Due Tuesday 14 November 2023; five business days, of which one is a holiday: the 22nd."""
    from franchises.models import Holiday

    franchise = santa_paula(grace_days=5, grace_in_business_days=True)
    assessed(franchise, "100000.00")
    Holiday.objects.create(day=date(2023, 11, 17), name="A holiday of the city")
    assert of(franchise, as_of=date(2023, 11, 22)).late == ()
    assert str(of(franchise, as_of=date(2023, 11, 23)).late_amount) == "197.26"


def test_the_late_terms_are_those_of_the_first_schedule_in_force_in_the_period(franchise):
    from franchises.models import FeeSchedule

    FeeSchedule.objects.update(expires_on=date(2023, 9, 29))
    FeeSchedule.objects.create(
        franchise=franchise,
        source="Amendment 1",
        effective_on=date(2023, 9, 30),
        late_rates="10%",
    )
    assessed(franchise, "100000.00")
    assessed(franchise, "100000.00", period="Q2")
    assert [str(each.amount) for each in of(franchise).late] == ["5789.04", "986.30"]


def test_without_late_terms_or_a_due_date_nothing_is_charged(franchise):
    assessed(franchise, "100000.00", due_on=None)
    statement = of(franchise)
    assert statement.late == ()
    assert statement.warnings == ("1 assessment has no due date: no lateness is worked out.",)
    bare = FranchiseFactory()
    assessed(bare, "100000.00")
    assert (of(bare).late, of(bare).warnings) == ((), ())


def test_late_terms_that_cannot_be_read_charge_nothing_and_are_told_of():
    franchise = santa_paula(late_rates="some")
    assessed(franchise, "100000.00")
    assert of(franchise).late == ()
    assert of(franchise).warnings == (
        "The late interest of the fee schedule from 1 July 2010 cannot be read: no lateness is"
        " charged under it.",
    )


def test_what_was_received_after_the_day_is_left_out_and_told_of(franchise):
    assessed(franchise, "100.00")
    collected(franchise, "40.00", date(2023, 12, 20))
    collected(franchise, "60.00", date(2023, 12, 21))
    statement = of(franchise)
    assert figures(statement) == ("0.00", "100.00", "40.00", "60.00")
    assert (
        "Left out: 1 collection, $60.00 in all, received after 20 December 2023." in statement.notes
    )


def test_without_an_assessment_what_is_owed_is_not_known(franchise):
    collected(franchise, "40.00", date(2023, 12, 20))
    statement = of(franchise)
    assert figures(statement) == (None, None, "40.00", None)
    assert (
        "[x] means not known: no assessment is recorded for this year or one before it."
        in statement.notes
    )
    assert figures(of(FranchiseFactory())) == (None, None, "0.00", None)


def test_what_was_collected_before_the_first_assessment_pays_nothing_on_record(franchise):
    collected(franchise, "900.00", date(2022, 12, 20), 2023)
    assessed(franchise, "100.00")
    statement = of(franchise)
    assert figures(statement) == ("0.00", "100.00", "0.00", "100.00")
    assert figures(of(franchise, 2023)) == (None, None, "900.00", None)
    assert statement.credit == Decimal(0)
    assert (
        "The account begins with FY2024, the first year with an assessment: $900.00 collected"
        " for earlier years is not in it." in statement.notes
    )


def test_a_collection_without_a_day_is_taken_as_received_in_time(franchise):
    assessed(franchise, "100000.00")
    collected(franchise, "100000.00", None)
    statement = of(franchise)
    assert statement.late == ()
    assert (
        "Without a day of receipt: 1 collection, $100,000.00 in all, taken as received in time."
        in statement.notes
    )


def test_arrears_are_in_the_year_they_are_recorded_in_and_pay_what_they_name(franchise):
    old = assessed(franchise, "50.00", 2023, reference="BILL-7", due_on=date(2022, 11, 14))
    assessed(franchise, "80.00", 2022, due_on=date(2021, 11, 14))
    collected(franchise, "50.00", date(2023, 12, 1), pays=old)
    statement = of(franchise)
    assert figures(statement) == ("130.00", "0.00", "50.00", "80.00")
    assert statement.collections[0].paid == (Paid("FY2023 Q1 fee (BILL-7)", Decimal("50.00")),)


def test_an_adjustment_that_lessens_is_in_its_own_year_and_is_never_late(franchise):
    old = assessed(franchise, "1000.00", 2023, reference="BILL-7", due_on=date(2022, 11, 14))
    assessed(franchise, "-1000.00", period="", origin="adjustment", adjusts=old, due_on=None)
    statement = of(franchise)
    assert figures(statement) == ("1000.00", "-1000.00", "0.00", "0.00")
    assert statement.assessments[0].title == "Adjustment of the FY2023 Q1 fee (BILL-7)"
    assert statement.assessments[0].paid is None
    assert statement.late == ()
    assert str(of(franchise, 2023).assessments[0].paid) == "1000.00"


def test_an_adjustment_of_what_is_paid_is_credit(franchise):
    old = assessed(franchise, "1000.00", 2023, due_on=date(2022, 11, 14))
    collected(franchise, "1000.00", date(2022, 11, 10), 2023)
    assessed(franchise, "-300.00", period="", origin="adjustment", adjusts=old, due_on=None)
    statement = of(franchise)
    assert figures(statement) == ("0.00", "-300.00", "0.00", "-300.00")
    assert str(statement.credit) == "300.00"


def test_an_adjustment_that_adds_is_late_by_its_own_due_date_and_the_terms_of_the_old(franchise):
    from franchises.models import FeeSchedule

    FeeSchedule.objects.update(expires_on=date(2023, 6, 30))
    old = assessed(franchise, "1000.00", 2023, due_on=date(2022, 11, 14))
    collected(franchise, "1000.00", date(2022, 11, 10), 2023)
    assessed(franchise, "100000.00", period="", origin="adjustment", adjusts=old)
    assert str(of(franchise).late_amount) == "5789.04"


def test_an_adjusted_collection_pays_what_it_then_comes_to(franchise):
    assessed(franchise, "100.00")
    receipt = collected(franchise, "100.00", date(2023, 11, 1))
    collected(
        franchise,
        "-40.00",
        date(2023, 12, 1),
        kind="adjustment",
        adjusts=receipt,
        note="SECRET-note",
    )
    statement = of(franchise)
    assert figures(statement) == ("0.00", "100.00", "60.00", "40.00")
    assert str(statement.assessments[0].paid) == "60.00"
    assert [row.title for row in statement.collections] == [
        "Fee for FY2024",
        "Adjustment, recorded for FY2024",
    ]


def test_a_refund_of_credit_leaves_what_is_paid(franchise):
    assessed(franchise, "100.00")
    collected(franchise, "130.00", date(2023, 11, 1))
    collected(franchise, "-30.00", date(2023, 12, 1), kind="refund", note="paid too much")
    statement = of(franchise)
    assert figures(statement) == ("0.00", "100.00", "100.00", "0.00")
    assert str(statement.assessments[0].paid) == "100.00"
    assert str(statement.credit) == "0.00"


def test_a_restated_adjustment_counts_in_the_year_restated_and_says_so_in_both(franchise):
    old = assessed(franchise, "1000.00", 2023, due_on=date(2022, 11, 14), reference="BILL-7")
    assessed(
        franchise,
        "-200.00",
        period="",
        origin="adjustment",
        adjusts=old,
        due_on=None,
        reference="ADJ-1",
        restated_in=revision(2023),
    )
    restated = of(franchise, 2023)
    assert figures(restated) == ("0.00", "800.00", "0.00", "800.00")
    assert [row.remark for row in restated.assessments] == [
        "",
        "Recorded in FY2024; counted in FY2023 since its revision 2.",
    ]
    assert figures(of(franchise)) == ("800.00", "0.00", "0.00", "800.00")
    assert (
        "ADJ-1 of -$200.00, recorded in FY2024, counts in FY2023, which was restated."
        in of(franchise).notes
    )


def test_a_statement_is_of_one_franchise_alone(franchise):
    assessed(FranchiseFactory(), "5.00")
    assessed(franchise, "100.00")
    collected(FranchiseFactory(), "5.00", date(2023, 11, 1))
    assert figures(of(franchise)) == ("0.00", "100.00", "0.00", "100.00")


def test_a_statement_says_whose_it_is_and_of_when(franchise):
    statement = of(franchise)
    assert (statement.number, statement.title, statement.franchisee) == (
        "SP-1",
        "Cable television",
        "Altice USA",
    )
    assert (statement.first_day, statement.last_day) == (date(2023, 7, 1), date(2024, 6, 30))


def test_the_fiscal_year_may_begin_in_another_month(franchise):
    assessed(franchise, "100.00")
    statement = statement_of_account(franchise, 2024, TODAY, first_month=10)
    assert statement.first_day == date(2023, 10, 1)


def test_no_word_for_staff_is_read(franchise):
    assessed(franchise, "100.00", note="SECRET-note", restated_in=None)
    collected(franchise, "200.00", date(2023, 11, 1), note="SECRET-note")
    collected(franchise, "-1.00", date(2023, 11, 2), kind="refund", note="SECRET-why")
    assert "SECRET" not in repr(of(franchise))


@pytest.mark.parametrize("many", [1, 40])
def test_a_statement_costs_the_same_however_much_is_on_record(
    franchise, many, django_assert_num_queries
):
    for number in range(many):
        fee = assessed(franchise, "100.00", restated_in=None)
        charge(franchise, fee, "1.00", date(2023, 12, 1), fiscal_year=2024)
        assessed(
            franchise,
            "-1.00",
            origin="adjustment",
            adjusts=fee,
            restated_in=revision(2023, number + 2),
        )
        collected(franchise, "100.00", date(2023, 11, 20), pays=fee)
    franchise.refresh_from_db()
    with django_assert_num_queries(4):
        of(franchise)
