"""A transfer says what it leaves open, and gives the new franchise what the contract requires."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from franchises.contracts.obligations import generate_obligations
from franchises.contracts.recording import record
from franchises.contracts.security import securities_on
from franchises.contracts.transferring import Wish, preview, transfer
from franchises.models import FranchiseEvent, Obligation
from tests.factories import (
    AuditTermsFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    NoticeFactory,
    ObligationFactory,
    ObligationRuleFactory,
    SecurityFactory,
    SecurityRequirementFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
ON = date(2026, 10, 1)
FALLS_TO = "Falls to New Poles LLC under MT-2."


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


@pytest.fixture
def old():
    return FranchiseFactory(number="MT-1", franchisee=FranchiseeFactory(name="Old Poles Inc."))


@pytest.fixture
def wish():
    return Wish(FranchiseeFactory(name="New Poles LLC"), "MT-2", ON)


def said(old, wish):
    return {x.name: (x.goes_over, x.stays) for x in preview(old, wish, TODAY).matters}


def test_where_nothing_is_open_it_says_so(old, wish):
    assert said(old, wish) == {
        "Securities": ("None is required.", "None is held."),
        "Insurance": ("None is required.", "None."),
        "Obligations": ("None.", "None that began before 1 October 2026."),
        "Terms of audits": ("None.", "Audits of what Old Poles Inc. stated, and what they find."),
        "Notices to be cured": (
            "None: where what is wrong goes on, New Poles LLC is given a notice of its own.",
            "None.",
        ),
        "Clocks that run": ("None.", "None."),
        "Unpaid fees": ("None.", "$0.00 of what was assessed is not paid."),
    }


def test_what_is_required_in_security_goes_over_and_what_is_held_stays(old, wish, clerk):
    SecurityRequirementFactory(
        franchise=old, kind="bond", amount=Decimal("100000.00"), required_until=date(2019, 12, 31)
    )
    latest = {"franchise": old, "kind": "bond", "required_from": date(2020, 1, 1)}
    SecurityRequirementFactory(**latest, amount=Decimal("500000.00"), source="Section 12")
    SecurityFactory(
        franchise=old, kind="bond", number="B-7", amount=Decimal("500000.00"), expires_on=TODAY
    )
    ended = {"franchise": old, "kind": "bond", "expires_on": date(2026, 9, 30)}
    SecurityFactory(**ended, number="B-6")

    assert said(old, wish)["Securities"] == (
        "Surety bond of $500,000.00, required: New Poles LLC gives its own, from 1 October 2026"
        " on.",
        "Surety bond B-7 of $500,000.00: it secures what Old Poles Inc. owes, until the City"
        " releases it.",
    )
    new = transfer(old, wish, clerk, TODAY)

    (required,) = new.security_requirements.all()
    assert (required.amount, required.required_from, required.required_until, required.source) == (
        Decimal("500000.00"),
        ON,
        None,
        "Section 12",
    )
    assert required.history.get().history_user == clerk
    assert [each.in_words for each in securities_on(TODAY, new)] == ["none on record"]
    assert old.securities.count() == 2
    assert not new.securities.exists()


def test_insurance_is_to_be_given_anew_and_so_are_the_terms_of_audits(old, wish, clerk):
    InsuranceRequirementFactory(franchise=old)
    InsuranceCertificateFactory(franchise=old, policy_number="P-1", expires_on=date(2027, 6, 30))
    AuditTermsFactory(franchise=old, threshold=Decimal(2), effective_on=date(2011, 7, 1))

    goes_over, stays = said(old, wish)["Insurance"]
    assert goes_over == (
        "Commercial general liability: New Poles LLC gives certificates of its own, from"
        " 1 October 2026 on."
    )
    assert stays == (
        "Commercial general liability P-1, to 30 June 2027: Old Poles Inc. is insured, not New"
        " Poles LLC."
    )
    new = transfer(old, wish, clerk, TODAY)

    assert new.insurance_requirements.get().required_from == ON
    assert not new.insurance_certificates.exists()
    assert (new.audit_terms.get().threshold, new.audit_terms.get().effective_on) == (2, ON)
    assert old.audit_terms.get().effective_on == date(2011, 7, 1)


def test_a_period_that_the_transfer_breaks_off_is_due_from_both(old, wish, clerk):
    """The quarters that began before stay; of those that begin on the day, the old one's end."""
    rule = ObligationRuleFactory(
        franchise=old,
        kind="duct_report",
        what="Duct report",
        every="fiscal_quarter",
        days=10,
        effective_on=date(2026, 7, 1),
    )
    generate_obligations(2026)
    assert [str(each.period_ends_on) for each in old.obligations.all()] == ["2026-09-30"]
    generate_obligations(2027)

    new = transfer(old, wish, clerk, TODAY)

    assert [(str(x.period_ends_on), x.waived_because) for x in old.obligations.all()] == [
        ("2026-09-30", ""),
        ("2026-12-31", FALLS_TO),
        ("2027-03-31", FALLS_TO),
        ("2027-06-30", FALLS_TO),
        ("2027-09-30", FALLS_TO),
    ]
    assert new.obligation_rules.get().effective_on == ON
    assert [str(each.period_ends_on) for each in new.obligations.all()] == [
        "2026-12-31",
        "2027-03-31",
        "2027-06-30",
        "2027-09-30",
    ]
    assert generate_obligations(2027, franchise=old) == []
    assert rule.history.count() == 1


def test_a_day_later_the_quarter_that_has_begun_is_due_from_both(old, wish, clerk):
    terms = {"franchise": old, "kind": "duct_report", "every": "fiscal_quarter", "days": 10}
    ObligationRuleFactory(**terms, effective_on=date(2026, 10, 1))
    generate_obligations(2027)

    new = transfer(old, Wish(wish.franchisee, "MT-2", date(2026, 10, 2)), clerk, TODAY)

    second_quarter = date(2026, 12, 31)
    assert old.obligations.get(period_ends_on=second_quarter).waived_on is None
    assert new.obligations.filter(period_ends_on=second_quarter).exists()


def test_what_is_due_every_third_year_keeps_its_step(old, wish, clerk):
    ObligationRuleFactory(
        franchise=old,
        kind="audit",
        every="calendar_year",
        interval=3,
        days=90,
        effective_on=date(2024, 12, 31),
    )
    generate_obligations(2031)

    new = transfer(old, wish, clerk, TODAY)

    assert [str(each.period_ends_on) for each in new.obligations.all()] == [
        "2027-12-31",
        "2030-12-31",
    ]
    assert [str(each.period_ends_on) for each in old.obligations.open()] == ["2024-12-31"]


def test_what_is_due_once_goes_over_from_its_day_on_and_what_was_due_before_stays(old, wish, clerk):
    person = User.objects.create_user("ada")
    ObligationFactory(franchise=old, what="Map", due_on=date(2026, 9, 30))
    once = {"franchise": old, "responsible": person, "note": "By post."}
    ObligationFactory(**once, what="Plan", due_on=ON)
    ObligationFactory(
        franchise=old, what="List", due_on=date(2026, 12, 1), done_on=ON, evidence="Letter"
    )

    assert said(old, wish)["Obligations"] == (
        "Due once: Plan, due 1 October 2026.",
        "Map, due 30 September 2026.",
    )
    new = transfer(old, wish, clerk, TODAY)

    given = new.obligations.get()
    assert (given.what, given.due_on, given.responsible, given.note) == (
        "Plan",
        ON,
        person,
        "By post.",
    )
    ended = old.obligations.get(what="Plan")
    assert (ended.waived_on, ended.waived_because) == (TODAY, FALLS_TO)
    assert ended.history.first().history_change_reason == (
        "Transferred from MT-1 to MT-2 on 2026-10-01"
    )
    assert old.obligations.open().get().what == "Map"
    assert old.obligations.get(what="List").waived_on is None


@pytest.mark.parametrize(("quarter", "stays"), [("Q1", True), ("Q2", False)])
def test_a_fee_report_stays_with_who_earned_the_revenue(old, wish, clerk, quarter, stays):
    report = {"kind": "fee_report", "fiscal_year": 2027, "due_on": date(2027, 2, 14)}
    ObligationFactory(franchise=old, period=quarter, **report)

    new = transfer(old, wish, clerk, TODAY)

    assert old.obligations.open().exists() is stays
    assert new.obligations.exists() is not stays


@pytest.mark.parametrize(
    ("paid", "told"),
    [
        ("125000.00", "$0.00 of what was assessed is not paid."),
        ("124999.99", "$0.01 of what was assessed is not paid, which Old Poles Inc. owes."),
        ("125000.01", "$0.01 more than was assessed is paid."),
    ],
)
def test_money_and_what_is_unpaid_stay(old, wish, clerk, paid, told):
    FeeAssessmentFactory(franchise=old, fiscal_year=2026, amount=Decimal("125000.00"))
    FeeCollectionFactory(franchise=old, fiscal_year=2026, amount=Decimal(paid))

    assert said(old, wish)["Unpaid fees"] == ("None.", told)
    new = transfer(old, wish, clerk, TODAY)
    assert not new.has_money()


def test_notices_stay_and_the_event_says_all_of_it_and_never_to_the_public(old, wish, clerk):
    NoticeFactory(franchise=old, kind="violation", subject="No power", cure_by=date(2026, 12, 1))
    NoticeFactory(franchise=old, kind="violation", cured_on=date(2026, 11, 1))
    matters = preview(old, wish, TODAY).matters

    transfer(old, wish, clerk, TODAY)

    event = FranchiseEvent.objects.get(kind="assignment")
    assert event.note == "\n".join(str(each) for each in matters)
    assert (
        "Notices to be cured. Goes over: None: where what is wrong goes on, New Poles LLC is given"
        " a notice of its own. Stays: Notice of violation, No power, to be cured by"
        " 1 December 2026."
    ) in event.note
    assert event.summary == "Transferred to New Poles LLC as franchise MT-2."


def test_of_very_many_things_the_first_are_named(old, wish):
    for day in range(1, 8):
        ObligationFactory(franchise=old, what=f"Report {day}", due_on=date(2026, 9, day))

    assert said(old, wish)["Obligations"][1] == (
        "Report 1, due 1 September 2026; Report 2, due 2 September 2026; Report 3, due"
        " 3 September 2026; Report 4, due 4 September 2026; Report 5, due 5 September 2026; and"
        " 2 more."
    )


def test_what_was_shown_is_something_else_once_an_obligation_is_added(old, wish):
    before = preview(old, wish, TODAY).digest(wish)
    assert preview(old, wish, TODAY).digest(wish) == before
    ObligationFactory(franchise=old, due_on=ON)

    assert preview(old, wish, TODAY).digest(wish) != before


def test_a_change_of_control_changes_nothing_and_says_what_is_open(old, clerk):
    SecurityFactory(franchise=old, kind="letter", number="L-1", amount=Decimal("50000.00"))
    ObligationFactory(franchise=old, what="Plan", due_on=date(2026, 12, 1))
    event = FranchiseEvent(
        franchise=old, kind="change_of_control", happened_on=ON, note="Letter of 2 October."
    )

    record(event, clerk, TODAY)

    assert event.note == (
        "Letter of 2 October.\n\n"
        "The franchisee is the same, and so is what is open; nothing of it ends or goes over.\n"
        "Securities held: Letter of credit L-1 of $50,000.00.\n"
        "Insurance: None.\n"
        "Obligations open: Plan, due 1 December 2026.\n"
        "Notices to be cured: None.\n"
        "Clocks that run: None.\n"
        "Fees: $0.00 of what was assessed is not paid."
    )
    assert Obligation.objects.open().get().franchise == old
