"""The digest: who is written to, how often, what it says, and never twice a day."""

from datetime import date
from decimal import Decimal
from io import StringIO
from smtplib import SMTPException

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from franchises.models import Subscription
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

SATURDAY, MONDAY = "2026-11-28", "2026-11-30"


def subscriber(name="clerk", digest="daily", permissions=(), **changed):
    values = {"email": f"{name}@city.example", "is_staff": True, "is_superuser": not permissions}
    user = User.objects.create_user(name, **(values | changed))
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return Subscription.objects.create(user=user, digest=digest)


def send(today=SATURDAY):
    said = StringIO()
    call_command("send_digest", "--today", today, stdout=said)
    return said.getvalue()


def test_it_says_what_is_overdue_due_and_waiting():
    subscriber()
    FranchiseFactory(number="E-1", franchisee__name="Ending Co", expires_on=date(2026, 12, 4))
    FeeAssessmentFactory(
        franchise__number="O-1",
        franchise__franchisee__name="Owing Co",
        fiscal_year=2027,
        due_on=date(2026, 11, 14),
        amount=Decimal("1250.50"),
    )
    FeeCollectionFactory(
        franchise__number="C-1",
        franchise__franchisee__name="Credit Co",
        fiscal_year=2027,
        received_on=date(2026, 11, 20),
        amount=Decimal("5.00"),
    )

    assert send() == "1 sent.\n"

    (message,) = mail.outbox
    assert message.to == ["clerk@city.example"]
    assert message.subject == "1 overdue, 1 due within 7 days"
    assert message.body == (
        "New York City franchise tracker\n"
        "Saturday, 28 November 2026\n"
        "\n"
        "Overdue: 1\n"
        "  2026-11-14, 14 days late  Fees of FY2027 not paid in full\n"
        "              O-1 · Owing Co · $1,250.50\n"
        "\n"
        "Due within 7 days: 1\n"
        "  2026-12-04  The term ends\n"
        "              E-1 · Ending Co\n"
        "\n"
        "Due within 30 days: 0\n"
        "\n"
        "Waiting for somebody: 1\n"
        "  2026-11-20  Collected beyond what is assessed\n"
        "              C-1 · Credit Co · $5.00\n"
        "\n"
        "My day: http://localhost:8000/admin/\n"
    )


def test_nobody_is_written_to_twice_on_a_day():
    subscriber()

    assert send() == "1 sent.\n"
    assert send() == "0 sent.\n"
    assert send("2026-11-29") == "1 sent.\n"
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(("today", "number"), [(SATURDAY, 0), (MONDAY, 1)])
def test_a_weekly_digest_goes_out_on_mondays(today, number):
    subscriber(digest="weekly")

    send(today)

    assert len(mail.outbox) == number


@pytest.mark.parametrize(
    "changed", [{"email": ""}, {"is_active": False}, {"is_staff": False}], ids=str
)
def test_who_has_no_address_or_has_left_is_not_written_to(changed):
    subscriber(**changed)

    assert send() == "0 sent.\n"


def test_who_wants_none_gets_none():
    subscriber(digest="never")

    assert send(MONDAY) == "0 sent.\n"


def test_it_tells_nobody_what_they_may_not_see():
    subscriber(permissions=("view_installation",))
    FranchiseFactory(number="E-1", expires_on=date(2026, 12, 4))

    send()

    assert "E-1" not in mail.outbox[0].body


def test_one_that_cannot_be_sent_stops_no_other_and_is_tried_again(monkeypatch):
    for name in ("ann", "bob"):
        subscriber(name)
    really_send = EmailMessage.send

    def fail_for_ann(self, *args):
        if self.to == ["ann@city.example"]:
            raise SMTPException("no such mailbox")
        return really_send(self, *args)

    monkeypatch.setattr(EmailMessage, "send", fail_for_ann)
    with pytest.raises(CommandError, match="ann: no such mailbox"):
        send()
    assert [message.to for message in mail.outbox] == [["bob@city.example"]]

    monkeypatch.setattr(EmailMessage, "send", really_send)
    assert send() == "1 sent.\n"
    assert mail.outbox[-1].to == ["ann@city.example"]
