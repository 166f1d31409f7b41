"""Audits, notices and penalties through the admin."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from franchises.models import FeeAssessment, FranchiseEvent, Notice, Penalty, PenaltyRule
from tests.documents import NO_DOCUMENTS, PREFIX
from tests.factories import (
    AuditFindingFactory,
    AuditTermsFactory,
    FranchiseFactory,
    NoticeFactory,
    PenaltyFactory,
)
from tests.rules.files import PDF

pytestmark = pytest.mark.django_db

ADD_PENALTY = "/admin/franchises/penalty/add/"
WHY = {"change_reason": "Seen on site"}
ADD_NOTICE = "/admin/franchises/notice/add/"


@pytest.fixture
def franchise():
    return FranchiseFactory(expires_on=date(2090, 1, 1))


def a_penalty(franchise, amount):
    return {
        "franchise": franchise.pk,
        "notice": "",
        "rule": PenaltyRule.objects.get(section="67 RCNY 1-07").pk,
        "what": "No permit",
        "violated_on": "2026-01-05",
        "violations": 1,
        "imposed_on": "2026-02-01",
        "due_on": "2026-03-03",
        "amount": amount,
        **NO_DOCUMENTS,
    }


def test_a_penalty_is_imposed_by_its_form(admin_client, franchise):
    admin_client.post(ADD_PENALTY, a_penalty(franchise, "2500.00"))

    made = Penalty.objects.get().assessment
    assert (made.amount, made.kind, made.due_on) == (Decimal(2500), "penalty", date(2026, 3, 3))


def test_the_letter_that_imposes_a_penalty_is_kept_with_it(
    admin_client, franchise, settings, tmp_path
):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    sent = a_penalty(franchise, "2500.00") | {
        f"{PREFIX}-TOTAL_FORMS": "1",
        f"{PREFIX}-0-kind": "letter",
        f"{PREFIX}-0-title": "Decision of 1 February 2026",
        f"{PREFIX}-0-file": SimpleUploadedFile("decision.pdf", PDF),
    }

    admin_client.post(ADD_PENALTY, sent)

    assert Penalty.objects.get().documents.get().title == "Decision of 1 February 2026"


def test_a_penalty_outside_its_range_is_told_by_its_section(admin_client, franchise):
    text = admin_client.post(ADD_PENALTY, a_penalty(franchise, "25000.01")).text

    assert "67 RCNY 1-07 allows from $100.00 to $25,000.00 for 1 violation." in text
    assert not Penalty.objects.exists()
    assert not FeeAssessment.objects.exists()


def test_who_may_not_record_what_is_due_may_not_impose(staff_client):
    assert staff_client("add_penalty").get(ADD_PENALTY).status_code == 403


def test_a_penalty_is_not_changed_nor_deleted(admin_client):
    address = f"/admin/franchises/penalty/{PenaltyFactory().pk}"

    assert 'name="_save"' not in admin_client.get(f"{address}/change/").text
    assert admin_client.post(f"{address}/delete/").status_code == 403


def test_a_notice_of_default_is_told_in_the_life_of_its_franchise(admin_client, franchise):
    notice = {
        "franchise": franchise.pk,
        "kind": "default",
        "subject": "Nothing was paid",
        "given_on": "2026-01-05",
        "cure_by": "2026-02-04",
        **NO_DOCUMENTS,
    }
    admin_client.post(ADD_NOTICE, notice)

    kept = Notice.objects.get()
    assert kept.event == FranchiseEvent.objects.get()
    admin_client.post(
        f"/admin/franchises/notice/{kept.pk}/change/",
        {"subject": "Nothing was paid", "cured_on": "2026-02-01", **WHY, **NO_DOCUMENTS},
    )
    assert FranchiseEvent.objects.get(kind="cure").happened_on == date(2026, 2, 1)


def test_what_the_life_of_a_franchise_refuses_is_told(admin_client, franchise):
    notice = {
        "franchise": franchise.pk,
        "kind": "default",
        "subject": "Nothing was paid",
        "given_on": "2090-01-05",
        **NO_DOCUMENTS,
    }

    assert "This day is in the future." in admin_client.post(ADD_NOTICE, notice).text
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("cure", "subject"), [("overdue", "Late"), ("waiting", "Ahead"), ("cured", "Cured")]
)
def test_notices_are_filtered_by_their_cure(admin_client, cure, subject):
    NoticeFactory(subject="Late", cure_by=date(2026, 10, 2))
    NoticeFactory(subject="Ahead", cure_by=date(2090, 1, 1))
    NoticeFactory(subject="Cured", cured_on=date(2026, 10, 2))

    text = admin_client.get(f"/admin/franchises/notice/?cure={cure}").text

    assert f'<td class="field-subject">{subject}</td>' in text


def test_a_franchise_shows_its_notices_to_be_cured(admin_client, franchise):
    NoticeFactory(franchise=franchise, subject="Late")

    text = admin_client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text

    assert "Notice of violation: Late" in text


def test_what_an_audit_found_is_shown_and_then_assessed(admin_client):
    finding = AuditFindingFactory(
        not_reported=Decimal("6733670"), audit__cost=Decimal("1500.00"), audit__paid=Decimal(0)
    )
    AuditTermsFactory(franchise=finding.audit.franchise)
    address = f"/admin/franchises/audit/{finding.audit.pk}/"

    page = admin_client.get(f"{address}change/").text
    assert "The franchisee: the threshold is 2% of what was due." in page
    assert f"{address}assess/" in page
    preview = admin_client.get(f"{address}assess/").text
    assert "$336,683.50" in preview
    assert "$338,183.50" in preview
    assert not FeeAssessment.objects.exists()

    admin_client.post(f"{address}assess/")
    assert sum(each.amount for each in FeeAssessment.objects.all()) == Decimal("338183.50")
    assert "left to assess" in admin_client.get(f"{address}assess/").text


def test_who_may_not_record_what_is_due_may_not_assess_an_audit(staff_client):
    audit = AuditFindingFactory().audit
    client = staff_client("view_audit", "change_audit", "view_auditfinding")

    assert client.post(f"/admin/franchises/audit/{audit.pk}/assess/").status_code == 403
    assert "/assess/" not in client.get(f"/admin/franchises/audit/{audit.pk}/change/").text
