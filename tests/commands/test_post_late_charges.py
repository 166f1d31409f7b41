from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command

from franchises.models import FeeAssessment
from tests.books.accounts import assessed, santa_paula
from tests.books.test_posting import closed
from tests.factories import FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clerk():
    user = User.objects.create_user("clerk")
    user.user_permissions.add(Permission.objects.get(codename="post_late_charges"))
    return user


@pytest.fixture
def late():
    return assessed(santa_paula(), "100000.00", reference="")


def posted(*arguments, capsys):
    call_command("post_late_charges", *arguments, "--today=2023-12-20")
    return capsys.readouterr().out.splitlines()


def test_every_charge_is_told_and_the_sum(late, capsys):
    assert posted("--by=clerk", capsys=capsys) == [
        "SP-1: interest $789.04, 2023-11-15 to 2023-12-20, on assessment SP-1 FY2024 Q1",
        "SP-1: penalty $5,000.00, 2023-12-14 to 2023-12-14, on assessment SP-1 FY2024 Q1",
        "2 late charges posted through 2023-12-20: $5,789.04.",
    ]
    assert FeeAssessment.objects.filter(origin="lateness").count() == 2
    assert posted("--by=clerk", capsys=capsys) == [
        "0 late charges posted through 2023-12-20: $0.00."
    ]


def test_a_dry_run_posts_nothing(late, capsys):
    lines = posted("--by=clerk", "--dry-run", "--through=2023-11-15", capsys=capsys)
    assert lines == [
        "SP-1: interest $21.92, 2023-11-15 to 2023-11-15, on assessment SP-1 FY2024 Q1",
        "1 late charge would be posted through 2023-11-15: $21.92.",
    ]
    assert not FeeAssessment.objects.filter(origin="lateness").exists()


def test_one_franchise_can_be_posted_alone(late, capsys):
    FranchiseFactory(number="OTHER")
    assert posted("--by=clerk", "--franchise=OTHER", capsys=capsys) == [
        "0 late charges posted through 2023-12-20: $0.00."
    ]


def test_the_person_is_in_the_history(late, clerk, capsys):
    posted("--by=clerk", capsys=capsys)
    users = FeeAssessment.history.filter(origin="lateness").values_list("history_user", flat=True)
    assert set(users) == {clerk.pk}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--by=nobody"], "'nobody' is not a user of this site."),
        (["--by=left"], "'left' is not a user of this site."),
        (["--by=guest"], "guest may not post late charges."),
        (["--by=clerk", "--franchise=SP"], "'SP' is not the number of a franchise on record"),
        (["--by=clerk", "--through=2023-12-21"], "2023-12-21 is yet to come"),
        (["--by=clerk", "--through=soon"], "'soon' is not a day such as 2013-06-30."),
    ],
)
def test_what_cannot_be_posted_is_refused(late, arguments, words):
    User.objects.create_user("guest")
    User.objects.create_superuser("left", is_active=False)
    with pytest.raises(CommandError) as refusal:
        call_command("post_late_charges", *arguments, "--today=2023-12-20")
    assert refusal.value.returncode == 2
    assert words in str(refusal.value)
    assert not FeeAssessment.objects.filter(origin="lateness").exists()


def test_nothing_is_posted_in_a_closed_year(late):
    closed(2024)
    with pytest.raises(CommandError, match="FY2024 is closed") as refusal:
        call_command("post_late_charges", "--by=clerk", "--today=2023-12-20")
    assert refusal.value.returncode == 2


def test_today_is_the_day_of_the_clock_where_none_is_given(late, monkeypatch, capsys):
    monkeypatch.setattr("franchises.management.arguments.localdate", lambda: date(2023, 11, 15))
    call_command("post_late_charges", "--by=clerk")
    assert capsys.readouterr().out.endswith("1 late charge posted through 2023-11-15: $21.92.\n")
