"""Posting late charges: into the open year, through a day, by a person, and no day twice."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from franchises.books.account import statement_of_account
from franchises.books.posting import (
    PostingRefusedError,
    charges_to_post,
    franchises_with_late_terms,
    post_late_charges,
)
from franchises.models import FeeAssessment, FiscalYear
from franchises.rules.workings import Line, total_of
from tests.books.accounts import assessed, collected, santa_paula
from tests.factories import FeeAssessmentFactory, FeeScheduleFactory, FranchiseFactory

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2023, 12, 20)


@pytest.fixture
def clerk(db):
    return User.objects.create_user("clerk")


@pytest.fixture
def franchise(db):
    return santa_paula()


@pytest.fixture
def late(franchise):
    """100,000.00 due on 14 November 2023, of which nothing is paid."""
    return assessed(franchise, "100000.00")


def posted():
    return [
        (each.kind, str(each.amount), each.late_from, each.late_through, each.fiscal_year)
        for each in FeeAssessment.objects.filter(origin="lateness").order_by("pk")
    ]


def test_interest_and_surcharge_are_posted_with_their_working(franchise, late, clerk):
    post_late_charges(franchise, TODAY, TODAY, clerk)
    assert posted() == [
        ("interest", "789.04", date(2023, 11, 15), TODAY, 2024),
        ("penalty", "5000.00", date(2023, 12, 14), date(2023, 12, 14), 2024),
    ]
    interest, surcharge = FeeAssessment.objects.filter(origin="lateness").order_by("pk")
    assert interest.reference == f"LATE-{late.pk}-2023-12-20"
    assert surcharge.reference == f"LATE-{late.pk}-2023-12-14-S"
    assert interest.late_for == surcharge.late_for == late
    assert interest.due_on == TODAY
    for charge in (interest, surcharge):
        assert total_of(Line.from_kept(line) for line in charge.working) == charge.amount


def test_where_interest_was_entered_for_a_period_none_is_posted_besides(franchise, late, clerk):
    by_hand = assessed(franchise, "700.00", kind="interest", reference="INT-Q1")
    other = assessed(franchise, "100000.00", period="Q2", due_on=date(2023, 11, 14))

    post_late_charges(franchise, TODAY, TODAY, clerk)

    charged = FeeAssessment.objects.filter(origin="lateness").order_by("pk")
    assert [(each.kind, each.late_for, str(each.amount)) for each in charged] == [
        ("penalty", late, "5000.00"),
        ("interest", other, "789.04"),
        ("penalty", other, "5000.00"),
    ]
    told = "Interest of $700.00 for FY2024 Q1 was entered, not worked out here"
    assert told in statement_of_account(franchise, 2024, TODAY).warnings[0]

    FeeAssessmentFactory(
        franchise=franchise,
        fiscal_year=2024,
        kind="interest",
        origin="adjustment",
        adjusts=by_hand,
        amount=Decimal("-700.00"),
    )
    (interest,) = charges_to_post(franchise, TODAY, TODAY)
    assert (interest.late_for, interest.amount) == (late, Decimal("789.04"))


def test_interest_that_was_posted_here_goes_on_from_where_it_ended(franchise, late, clerk):
    post_late_charges(franchise, date(2023, 12, 10), TODAY, clerk)

    (interest, _) = charges_to_post(franchise, TODAY, TODAY)

    assert (interest.late_from, interest.late_through) == (date(2023, 12, 11), TODAY)


def test_the_history_says_who_posted_and_through_which_day(franchise, late, clerk):
    post_late_charges(franchise, TODAY, TODAY, clerk)
    rows = FeeAssessment.history.filter(origin="lateness")
    assert {(row.history_user, row.history_change_reason, row.history_type) for row in rows} == {
        (clerk, "Late charges posted through 2023-12-20", "+")
    }


def test_posting_again_posts_the_days_since_and_no_day_twice(franchise, late, clerk):
    post_late_charges(franchise, date(2023, 12, 13), TODAY, clerk)
    post_late_charges(franchise, TODAY, TODAY, clerk)
    assert post_late_charges(franchise, TODAY, TODAY, clerk) == ()
    assert post_late_charges(franchise, date(2023, 12, 1), TODAY, clerk) == ()
    assert posted() == [
        ("interest", "635.62", date(2023, 11, 15), date(2023, 12, 13), 2024),
        ("interest", "153.42", date(2023, 12, 14), TODAY, 2024),
        ("penalty", "5000.00", date(2023, 12, 14), date(2023, 12, 14), 2024),
    ]


def test_what_is_posted_is_what_the_statement_showed_and_is_in_the_balance_then(
    franchise, late, clerk
):
    before = statement_of_account(franchise, 2024, TODAY)
    post_late_charges(franchise, TODAY, TODAY, clerk)
    after = statement_of_account(franchise, 2024, TODAY)
    assert after.late == ()
    assert after.closing - before.closing == before.late_amount == Decimal("5789.04")
    assert after.warnings == ()


def test_a_charge_is_not_late_itself(franchise, late, clerk):
    post_late_charges(franchise, TODAY, TODAY, clerk)
    later = charges_to_post(franchise, date(2024, 6, 30), date(2024, 6, 30))
    assert {charge.late_for_id for charge in later} == {late.pk}


def test_charges_stand_in_the_year_of_the_day_they_are_posted_on(franchise, late, clerk):
    """The lateness is of June and July; it is posted in July."""
    post_late_charges(franchise, date(2024, 6, 30), date(2024, 7, 1), clerk)
    assert {row[-1] for row in posted()} == {2025}


def test_the_fiscal_year_may_begin_in_another_month(franchise, late, clerk):
    post_late_charges(franchise, TODAY, TODAY, clerk, first_month=12)
    assert {row[-1] for row in posted()} == {2024}
    FeeAssessment.objects.filter(origin="lateness").delete()
    post_late_charges(franchise, date(2023, 11, 30), date(2023, 11, 30), clerk, first_month=12)
    assert {row[-1] for row in posted()} == {2023}


def closed(fiscal_year):
    first, second = (User.objects.create_user(name) for name in ("first", "second"))
    FiscalYear.objects.update_or_create(
        year=fiscal_year,
        defaults={
            "first_day": date(fiscal_year - 1, 7, 1),
            "last_day": date(fiscal_year, 6, 30),
            "state": "closed",
            "proposed_by": first,
            "closed_by": second,
            "proposed_at": "2024-07-01T00:00:00Z",
            "closed_at": "2024-07-02T00:00:00Z",
        },
    )


@pytest.mark.parametrize(
    ("through", "today", "sentence"),
    [
        pytest.param(
            date(2023, 12, 21),
            TODAY,
            "2023-12-21 is yet to come: late charges are posted through today at the latest.",
            id="a-day-to-come",
        ),
        pytest.param(
            date(2024, 6, 30),
            date(2024, 6, 30),
            "FY2024 is closed: late charges are posted in an open year.",
            id="a-closed-year",
        ),
    ],
)
def test_what_cannot_be_posted_is_refused_in_a_sentence(
    franchise, late, clerk, through, today, sentence
):
    closed(2024)
    with pytest.raises(PostingRefusedError) as refusal:
        post_late_charges(franchise, through, today, clerk)
    assert str(refusal.value) == sentence
    assert posted() == []


def test_lateness_of_a_closed_year_is_posted_in_the_open_one(franchise, late, clerk):
    closed(2024)
    post_late_charges(franchise, date(2024, 6, 30), date(2024, 7, 1), clerk)
    assert {row[-1] for row in posted()} == {2025}


def test_nothing_is_posted_for_a_draft(clerk):
    draft = FranchiseFactory(number="D-1", draft=True)
    with pytest.raises(PostingRefusedError, match=r"^D-1 is a draft: "):
        post_late_charges(draft, TODAY, TODAY, clerk)


def test_what_changed_since_it_was_shown_is_not_posted(franchise, late, clerk):
    with pytest.raises(PostingRefusedError, match="has changed since the page was opened"):
        post_late_charges(franchise, TODAY, TODAY, clerk, expected=Decimal("5789.03"))
    assert posted() == []
    post_late_charges(franchise, TODAY, TODAY, clerk, expected=Decimal("5789.04"))
    assert len(posted()) == 2
    # Sent twice: the second finds nothing left, which is no refusal.
    assert post_late_charges(franchise, TODAY, TODAY, clerk, expected=Decimal("5789.04")) == ()


def test_a_payment_dated_before_the_watermark_changes_no_charge(franchise, late, clerk):
    post_late_charges(franchise, TODAY, TODAY, clerk)
    before = posted()
    collected(franchise, "100000.00", date(2023, 11, 14))
    assert post_late_charges(franchise, TODAY, TODAY, clerk) == ()
    assert posted() == before
    assert "that is $5,789.04 too much" in statement_of_account(franchise, 2024, TODAY).warnings[0]


def test_what_rounds_to_nothing_waits_until_it_is_a_cent(franchise, clerk):
    assessed(franchise, "1.00", due_on=date(2023, 12, 18))
    assert post_late_charges(franchise, TODAY, TODAY, clerk) == ()
    post_late_charges(franchise, date(2024, 1, 10), date(2024, 1, 10), clerk)
    assert posted() == [("interest", "0.01", date(2023, 12, 19), date(2024, 1, 10), 2024)]


def test_without_notice_nothing_is_posted_and_after_it_no_day_before_it(clerk):
    franchise = santa_paula(
        needs_notice=True, grace_days=30, surcharge_percent=None, surcharge_after_days=None
    )
    late = assessed(franchise, "100000.00")
    assert post_late_charges(franchise, date(2024, 3, 1), date(2024, 3, 1), clerk) == ()
    late.notice_on = date(2024, 1, 1)
    late.save()
    assert post_late_charges(franchise, date(2024, 1, 31), date(2024, 3, 1), clerk) == ()
    post_late_charges(franchise, date(2024, 2, 1), date(2024, 3, 1), clerk)
    assert posted() == [("interest", "679.45", date(2024, 1, 2), date(2024, 2, 1), 2024)]


def test_the_database_refuses_a_day_that_is_charged(franchise, late, clerk):
    post_late_charges(franchise, TODAY, TODAY, clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        assessed(
            franchise,
            "1.00",
            kind="interest",
            origin="lateness",
            late_for=late,
            late_from=date(2023, 11, 15),
            late_through=date(2023, 11, 16),
        )


def test_only_published_franchises_whose_schedule_says_so_have_late_terms(franchise):
    FeeScheduleFactory()
    FeeScheduleFactory(franchise=FranchiseFactory(draft=True), late_rates="8%")
    surcharged = FranchiseFactory(number="A-1")
    FeeScheduleFactory(franchise=surcharged)
    FeeScheduleFactory(franchise=surcharged, surcharge_percent=Decimal(5), surcharge_after_days=30)
    assert franchises_with_late_terms() == [surcharged, franchise]


@pytest.mark.parametrize("many", [1, 40])
def test_what_is_to_be_posted_is_found_in_as_many_queries_however_much_is_late(
    franchise, many, django_assert_num_queries
):
    for _ in range(many):
        assessed(franchise, "100.00")
    with django_assert_num_queries(4):
        assert len(charges_to_post(franchise, TODAY, TODAY)) == 2 * many


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The address of a database of our own, migrated, of the kind that the tests run on."""
    given = project.DATABASES["default"]
    if given["ENGINE"] == "django.db.backends.sqlite3":
        yield migrated(f"sqlite:///{tmp_path_factory.mktemp('city') / 'city.sqlite3'}")
        return
    server = os.environ["DATABASE_URL"]
    name = f"posters_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield migrated(f"{server.rpartition('/')[0]}/{name}")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrated(address):
    run(address, ROOT / "manage.py", "migrate", "-v0")
    return address


def run(address, *arguments):
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_d58_several_people_at_once_charge_each_day_once(database):
    outcome = json.loads(run(database, "-m", "tests.books.posters", "taking_turns"))
    assert outcome["failed"] == []
    assert outcome["days_charged"] == outcome["different_days"] == 36
    assert outcome["surcharges"] == 1


def test_without_taking_turns_they_would_collide(database):
    """The negative control: what keeps a day from being charged twice is then the constraint."""
    outcome = json.loads(run(database, "-m", "tests.books.posters", "without_turns"))
    assert outcome["failed"] != []
    assert set(outcome["failed"]) <= {"IntegrityError", "OperationalError"}


def test_without_turns_or_constraint_days_would_be_charged_twice(database):
    outcome = json.loads(run(database, "-m", "tests.books.posters", "without_anything"))
    assert outcome["days_charged"] > outcome["different_days"]
