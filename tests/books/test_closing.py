"""Closing a year: the checks, the two people, and what is frozen."""

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from franchises.books.closing import ClosingRefused, close, propose_closing, withdraw_proposal
from franchises.books.closing_checks import checks_before_closing
from franchises.books.freezing import freeze, wrong_with_frozen_years
from franchises.models import FeeAssessment, FiscalYear, Franchise, YearRevision
from franchises.models.guards import take_down_guards
from tests.closing import TODAY, closed, late_charge, person, shut
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeScheduleFactory,
    FranchiseFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchise():
    """A franchise that was assessed for FY2013 and paid all but $10 of it."""
    franchise = FranchiseFactory(number="F-1", franchisee__name="Altice USA")
    FeeAssessmentFactory(franchise=franchise, amount=Decimal("100.00"))
    FeeCollectionFactory(franchise=franchise, amount=Decimal("90.00"))
    return franchise


@pytest.fixture
def one():
    return person("one", "close_fiscalyear")


@pytest.fixture
def other():
    return person("other", "close_fiscalyear")


def checks(year=2013, today=TODAY, first_month=7):
    return checks_before_closing(FiscalYear.objects.get(year=year), today, first_month)


def problems(**options):
    return list(checks(**options).problems)


def test_a_year_that_is_assessed_and_over_can_be_closed(franchise):
    assert (checks().problems, checks().warnings, checks().unassessed) == ((), (), ())


def test_a_year_is_closed_from_the_day_after_its_last_on(franchise):
    assert problems(today=date(2013, 7, 1)) == []
    assert problems(today=date(2013, 6, 30)) == [
        "FY2013 is not over: it can be closed from 2013-07-01 on."
    ]


def test_a_year_with_nothing_recorded_is_not_closed(db):
    assert problems(year=2009) == ["Nothing is recorded for FY2009."]


@pytest.mark.parametrize(
    ("traits", "is_named"),
    [
        ({}, True),
        ({"expires_on": date(2012, 7, 1)}, True),
        ({"expires_on": date(2012, 6, 30)}, False),
        ({"expires_on": date(2012, 6, 30), "is_holdover": True}, True),
        ({"terminated_on": date(2012, 6, 30)}, False),
        ({"effective_on": date(2013, 6, 30)}, True),
        ({"effective_on": date(2013, 7, 1)}, False),
        ({"draft": True}, False),
    ],
)
def test_every_franchise_in_force_in_the_year_is_to_be_assessed(franchise, traits, is_named):
    FranchiseFactory(number="F-2", **traits)
    assert problems() == ["F-2 is not assessed."] * is_named


@pytest.mark.parametrize(
    ("frequency", "assessed", "said"),
    [
        ("quarter", ["Q1", "Q2", "Q3", "Q4"], []),
        ("quarter", [""], []),
        ("quarter", ["Q1", "Q3"], ["F-2 is not assessed for Q2, Q4."]),
        ("quarter", [], ["F-2 is not assessed for Q1, Q2, Q3, Q4."]),
        ("year", [""], []),
        ("year", ["Q1", "Q2", "Q3", "Q4"], []),
        ("year", ["Q1"], ["F-2 is not assessed."]),
    ],
)
def test_a_schedule_says_which_periods_are_to_be_assessed(franchise, frequency, assessed, said):
    scheduled = FranchiseFactory(number="F-2")
    FeeScheduleFactory(franchise=scheduled, frequency=frequency)
    for period in assessed:
        FeeAssessmentFactory(franchise=scheduled, period=period)
    assert problems() == said


def test_only_the_quarters_that_a_schedule_is_in_force_are_to_be_assessed(franchise):
    scheduled = FranchiseFactory(number="F-2", expires_on=date(2013, 3, 31))
    FeeScheduleFactory(franchise=scheduled, effective_on=date(2012, 12, 31))
    assert problems() == ["F-2 is not assessed for Q2, Q3."]


def test_an_assessment_of_lateness_or_an_adjustment_is_not_that_of_the_year(franchise):
    other = FranchiseFactory(number="F-2")
    FeeAssessmentFactory(
        franchise=other,
        origin="adjustment",
        adjusts=FeeAssessmentFactory(franchise=other, fiscal_year=2012),
    )
    assert problems() == ["F-2 is not assessed."]


def test_an_explanation_stands_for_an_assessment_and_is_kept(franchise, one):
    FranchiseFactory(number="F-2")
    with pytest.raises(ClosingRefused, match=r"FY2013 cannot be closed: 1 thing stands in the way"):
        propose_closing(2013, one, TODAY, 7)
    propose_closing(2013, one, TODAY, 7, {"F-2": " not built yet "})
    (kept,) = FiscalYear.objects.get(year=2013).explanations.all()
    assert (kept.franchise.number, kept.reason, kept.explained_by) == ("F-2", "not built yet", one)


@pytest.mark.parametrize(
    ("explanations", "words"),
    [
        ({"F-9": "gone"}, "F-9 is not the number of a franchise on record."),
        ({"F-2": " "}, "Say why F-2 is not assessed."),
    ],
)
def test_an_explanation_that_explains_nothing_is_refused(franchise, one, explanations, words):
    FranchiseFactory(number="F-2")
    with pytest.raises(ClosingRefused) as refused:
        propose_closing(2013, one, TODAY, 7, explanations)
    assert refused.value.words == words
    assert FiscalYear.objects.get(year=2013).state == "open"


def test_what_names_a_row_of_another_franchise_is_named(franchise):
    stranger = FeeAssessmentFactory(reference="A-9", fiscal_year=2012)
    paid = FeeCollectionFactory(reference="C-9", fiscal_year=2012, received_on=date(2012, 1, 1))
    FeeCollectionFactory(franchise=franchise, reference="C-1", pays=stranger)
    FeeCollectionFactory(
        franchise=franchise, reference="C-2", kind="adjustment", adjusts=paid, note="typing error"
    )
    FeeAssessmentFactory(
        franchise=franchise, reference="A-1", origin="adjustment", adjusts=stranger
    )
    late = {"late_from": date(2013, 1, 1), "late_through": date(2013, 1, 31)}
    FeeAssessmentFactory(
        franchise=franchise, reference="A-2", origin="lateness", kind="interest", late_for=stranger,
        **late,
    )  # fmt: skip
    Franchise.objects.exclude(pk=franchise.pk).update(effective_on=date(2013, 7, 1))
    assert problems() == [
        "Collection C-1 pays an assessment of another franchise.",
        "Collection C-2 adjusts a collection of another franchise.",
        "Assessment A-1 adjusts an assessment of another franchise.",
        "Assessment A-2 is late for one of another franchise.",
    ]


def test_a_collection_that_was_only_received_in_the_year_is_looked_at_too(franchise):
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2014)
    FeeCollectionFactory(
        franchise=franchise, reference="C-1", fiscal_year=2014, received_on=date(2013, 6, 30),
        pays=FeeAssessmentFactory(franchise=FranchiseFactory(effective_on=date(2014, 7, 1))),
    )  # fmt: skip
    assert problems() == ["Collection C-1 pays an assessment of another franchise."]


def test_money_of_a_draft_is_named_and_the_summary_does_not_equal_the_ledger(franchise):
    draft = FranchiseFactory(draft=True)
    FeeCollectionFactory(franchise=draft, reference="C-1", amount=Decimal("5.00"))
    assert problems() == [
        "Collection C-1 is of a franchise that is a draft.",
        "FY2013, accrual basis: the summary has $90.00 collected, and the ledger $95.00.",
        "FY2013, cash basis: the summary has $90.00 collected, and the ledger $95.00.",
    ]


def test_a_year_that_the_database_would_not_guard_is_not_closed(franchise):
    take_down_guards(connection)
    (said,) = problems()
    assert said.startswith("The database would not guard the closed year (")


def test_a_year_of_other_days_than_the_setting_is_not_closed(franchise):
    (said,) = [each for each in problems(first_month=10) if "setting" in each]
    assert said == "The days of FY2013 are not those of the setting: run manage.py migrate first."


def test_warnings_tell_of_undated_money_of_credit_and_of_earlier_years(franchise):
    FeeCollectionFactory(franchise=franchise, amount=Decimal("15.00"), received_on=None)
    FeeCollectionFactory(franchise=franchise, fiscal_year=2011, received_on=date(2011, 1, 1))
    assert checks().problems == ()
    assert checks().warnings == (
        "1 collection, $15.00 in all, has no day of receipt: once the year is closed they stay off"
        " the cash basis.",
        "1 franchise has paid $5.00 more than is assessed for FY2013: that is credit.",
        "An earlier year is still open: FY2011.",
    )


def test_the_number_of_queries_does_not_grow(franchise, django_assert_max_num_queries):
    for number in range(12):
        FeeAssessmentFactory(franchise=FranchiseFactory(number=f"G-{number}"))
        FranchiseFactory(number=f"H-{number}")
    with django_assert_max_num_queries(40):
        assert len(problems()) == 12


def test_one_person_proposes_and_another_closes(franchise, one, other):
    propose_closing(2013, one, TODAY, 7)
    year = FiscalYear.objects.get(year=2013)
    assert (year.state, year.proposed_by) == ("proposed", one)
    with pytest.raises(ClosingRefused, match="another person confirms it"):
        close(2013, one, TODAY, 7, freeze(2013, 7).sha256)
    revision = close(2013, other, TODAY, 7, freeze(2013, 7).sha256)
    year.refresh_from_db()
    assert (year.state, year.closed_by) == ("closed", other)
    assert (revision.number, revision.reason, revision.published_by) == (1, "", other)


def test_who_has_no_permission_may_neither_propose_nor_close_nor_withdraw(franchise, one):
    nobody = person("nobody")
    with pytest.raises(ClosingRefused, match="nobody may not close fiscal years"):
        propose_closing(2013, nobody, TODAY, 7)
    propose_closing(2013, one, TODAY, 7)
    for act in (
        lambda: close(2013, nobody, TODAY, 7, freeze(2013, 7).sha256),
        lambda: withdraw_proposal(2013, nobody),
    ):
        with pytest.raises(ClosingRefused, match="nobody may not close fiscal years"):
            act()
    assert FiscalYear.objects.get(year=2013).state == "proposed"


def test_a_proposal_is_made_once_and_can_be_withdrawn(franchise, one, other):
    with pytest.raises(ClosingRefused, match="FY2013 is not proposed for closing"):
        withdraw_proposal(2013, one)
    propose_closing(2013, one, TODAY, 7)
    with pytest.raises(ClosingRefused, match="FY2013 is proposed for closing already, by one"):
        propose_closing(2013, other, TODAY, 7)
    withdraw_proposal(2013, other)
    assert FiscalYear.objects.get(year=2013).state == "open"
    with pytest.raises(ClosingRefused, match="FY2013 is not proposed for closing"):
        close(2013, other, TODAY, 7, freeze(2013, 7).sha256)


def test_the_checks_are_run_again_as_the_year_closes(franchise, one, other):
    propose_closing(2013, one, TODAY, 7)
    FranchiseFactory(number="F-2")
    with pytest.raises(ClosingRefused) as refused:
        close(2013, other, TODAY, 7, freeze(2013, 7).sha256)
    assert refused.value.checks.problems == ("F-2 is not assessed.",)
    assert FiscalYear.objects.get(year=2013).state == "proposed"


def test_figures_that_changed_since_they_were_shown_are_not_frozen(franchise, one, other):
    propose_closing(2013, one, TODAY, 7)
    seen = freeze(2013, 7).sha256
    FeeCollectionFactory(franchise=franchise, amount=Decimal("1.00"))
    with pytest.raises(ClosingRefused, match="have changed since you looked"):
        close(2013, other, TODAY, 7, seen)
    assert not YearRevision.objects.exists()


def test_a_closed_year_is_neither_proposed_nor_closed_again(franchise, one):
    closed(2013)
    for act in (
        lambda: propose_closing(2013, one, TODAY, 7),
        lambda: withdraw_proposal(2013, one),
        lambda: close(2013, one, TODAY, 7, ""),
    ):
        with pytest.raises(ClosingRefused, match="FY2013 is closed already"):
            act()


def test_what_is_frozen_is_the_text_of_the_figures_and_anybody_can_hash_it(franchise):
    revision = closed(2013)
    assert hashlib.sha256(revision.figures.encode()).hexdigest() == revision.sha256
    assert "\n" not in revision.figures and ": " not in revision.figures
    kept = json.loads(revision.figures)
    assert kept["unit"] == "US cents"
    assert (kept["first_day"], kept["last_day"]) == ("2012-07-01", "2013-06-30")
    (row,) = kept["accrual"]["franchises"]
    assert row == {
        "number": "F-1",
        "franchisee": "Altice USA",
        "slug": "altice-usa",
        "type_code": "cable-television",
        "type_name": "Cable television",
        "assessed": 10000,
        "received": 9000,
        "refunds": 0,
        "interest_and_penalties": 0,
        "outstanding": 1000,
    }
    assert kept["cash"]["total"]["received"] == 9000
    assert kept["cash"]["total"]["assessed"] is None


def test_the_same_figures_are_always_the_same_text(franchise):
    for number in ("F-3", "F-2"):
        other = FranchiseFactory(number=number)
        FeeAssessmentFactory(franchise=other, amount=Decimal("1.00"))
    texts = {freeze(2013, 7).text for _ in range(3)}
    assert len(texts) == 1
    numbers = [row["number"] for row in json.loads(texts.pop())["accrual"]["franchises"]]
    assert numbers == ["F-1", "F-2", "F-3"]


def test_nothing_is_wrong_with_a_year_that_was_closed(franchise):
    closed(2013)
    Franchise.objects.update(number="F-77")
    assert wrong_with_frozen_years(7) == []


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (
            {"figures": '{"unit":"dollars"}'},
            "FY2013 revision 1: the SHA-256 of its figures is not the one that was published.",
        ),
        ({"totals": {}}, "FY2013 revision 1: its totals are not those of its figures."),
    ],
)
def test_a_revision_that_was_tampered_with_is_found(franchise, tamper, said):
    closed(2013)
    take_down_guards(connection)
    YearRevision.objects.update(**tamper)
    assert wrong_with_frozen_years(7) == [said]


def test_a_ledger_that_was_tampered_with_is_found(franchise):
    closed(2013)
    take_down_guards(connection)
    FeeAssessment.objects.update(amount=Decimal("100.01"))
    assert wrong_with_frozen_years(7) == [
        "FY2013: FY2013 revision 1 and the ledger differ on the accrual basis."
    ]


def test_a_closed_year_without_figures_and_figures_of_an_open_year_are_found(franchise):
    revision = closed(2013)
    shut(2014)
    kept = {name: getattr(revision, name) for name in ("figures", "sha256", "totals")}
    for year, number in ((2015, 1), (2013, 3)):
        YearRevision.objects.create(
            fiscal_year_id=year,
            number=number,
            reason="audit",
            published_at=revision.published_at,
            **kept,
        )
    assert wrong_with_frozen_years(7)[:3] == [
        "FY2013: a revision is missing between the first and the newest.",
        "FY2014 is closed, and no figures of it are published.",
        "FY2015 is not closed, and figures of it are published as final.",
    ]


@pytest.fixture
def charged(franchise):
    """FY2013 with a late charge that *poster* posted, and *adjuster* looked over."""
    poster, adjuster = person("poster", "close_fiscalyear"), person("adjuster", "close_fiscalyear")
    charge = late_charge(FeeAssessmentFactory(franchise=franchise, fiscal_year=2012), poster)
    charge.note, charge._history_user = "looked over", adjuster
    charge.save()
    return poster, adjuster


WHY_NOT = "FY2013 is closed by two people who posted no late charges in it, and poster did."


def test_who_posted_late_charges_of_a_year_does_not_propose_its_closing(charged):
    poster, _ = charged

    with pytest.raises(ClosingRefused) as refused:
        propose_closing(2013, poster, TODAY, 7)

    assert refused.value.words == WHY_NOT
    assert FiscalYear.objects.get(year=2013).state == "open"


def test_who_posted_late_charges_of_a_year_does_not_confirm_its_closing(charged, one):
    poster, _ = charged
    propose_closing(2013, one, TODAY, 7)

    with pytest.raises(ClosingRefused) as refused:
        close(2013, poster, TODAY, 7, freeze(2013, 7).sha256)

    assert refused.value.words == WHY_NOT
    assert FiscalYear.objects.get(year=2013).state == "proposed"


def test_who_proposed_a_year_and_posted_in_it_since_has_another_propose_it(franchise, one, other):
    propose_closing(2013, one, TODAY, 7)
    late_charge(FeeAssessment.objects.get(), one)

    with pytest.raises(ClosingRefused, match="and one did"):
        close(2013, other, TODAY, 7, freeze(2013, 7).sha256)
    withdraw_proposal(2013, other)
    propose_closing(2013, other, TODAY, 7)
    assert close(2013, person("third", "close_fiscalyear"), TODAY, 7, freeze(2013, 7).sha256)


def test_who_only_changed_a_late_charge_or_posted_in_another_year_closes_it(charged, one):
    poster, adjuster = charged
    FeeCollectionFactory(
        franchise=Franchise.objects.get(), fiscal_year=2012, received_on=date(2012, 1, 5)
    )

    propose_closing(2012, poster, TODAY, 7)
    propose_closing(2013, adjuster, TODAY, 7)

    assert close(2013, one, TODAY, 7, freeze(2013, 7).sha256)
