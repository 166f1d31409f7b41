"""The history of everything: for who may see it, filtered, page by page, and as a file."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from franchises.models.roles import ROLES
from tests.factories import FeeCollectionFactory, FranchiseFactory, InstallationFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/history/"


def signed_in(role):
    user = User.objects.create_user(role.lower().replace(" ", "-"), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def auditor():
    return signed_in("Auditor")


@pytest.fixture
def changed(import_run):
    """A franchise, a collection that kim corrected, and a pole that an import changed."""
    kim = User.objects.create_user("kim")
    franchise = FranchiseFactory(number="F-1", franchisee__name="Altice")
    collection = FeeCollectionFactory(franchise=franchise, reference="W-1")
    collection.amount, collection._history_user = Decimal("7.00"), kim
    collection._change_reason = "bank advice"
    collection.save()
    pole = InstallationFactory(franchise=franchise, asset_id="P-1")
    pole.status = "removed"
    pole.save()
    pole.history.filter(history_type="~").update(import_run=import_run)
    return collection, pole


def names(response):
    return [
        f"{line.noun} {line.name} {line.entry.action.lower()}"
        for line, _ in response.context["lines"]
    ]


def test_an_auditor_and_an_administrator_see_it_and_nobody_else_does():
    seen = {role: signed_in(role).get(PAGE).status_code for role in ROLES}

    assert seen == {
        "Viewer": 403,
        "Fee clerk": 403,
        "Franchise manager": 403,
        "Importer": 403,
        "Closer": 403,
        "Auditor": 200,
        "Administrator": 200,
    }


def test_the_newest_change_of_anything_comes_first_with_old_new_and_why(auditor, changed):
    response = auditor.get(PAGE)

    assert names(response) == [
        "Installation P-1 changed",
        "Installation P-1 created",
        "Fee collection W-1 changed",
        "Fee collection W-1 created",
        "Franchise F-1 created",
        "Franchisee Altice created",
    ]
    assert "<del>$100.00</del>" in response.text and "<ins>$7.00</ins>" in response.text
    assert "bank advice" in response.text
    assert f"/admin/franchises/feecollection/{changed[0].pk}/history/" in response.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("person=kim", ["Fee collection W-1 changed"]),
        ("kind=~", ["Installation P-1 changed", "Fee collection W-1 changed"]),
        ("reason=BANK", ["Fee collection W-1 changed"]),
        ("model=franchise", ["Franchise F-1 created"]),
        ("import_run={run}", ["Installation P-1 changed"]),
        ("model=installation&number={pole}&kind=%2B", ["Installation P-1 created"]),
        ("about=money", ["Fee collection W-1 changed"]),
        ("about=status", ["Installation P-1 changed"]),
        ("about=term", []),
        ("until=2020-01-01", []),
        ("since=2020-01-01&kind=-", []),
    ],
)
def test_it_is_filtered(auditor, changed, import_run, query, expected):
    asked = query.format(run=import_run.pk, pole=changed[1].pk)

    assert names(auditor.get(f"{PAGE}?{asked}")) == expected


def test_who_changed_the_term_of_a_franchise_is_asked_in_one_step(auditor, changed):
    franchise = changed[1].franchise
    for name, value in (
        ("title", "Another title"),
        ("expires_on", date(2031, 6, 30)),
        ("title", "A third title"),
        ("terminated_on", date(2030, 6, 30)),
        ("terminated_on", None),
    ):
        setattr(franchise, name, value)
        franchise.save()

    lines = auditor.get(f"{PAGE}?model=franchise&about=term").context["lines"]

    told = [[(each.label, each.new) for each in line.entry.changes] for line, _ in lines]
    assert told == [
        [("Terminated on", "-")],
        [("Terminated on", "June 30, 2030")],
        [("Expires on", "June 30, 2031")],
    ]


@pytest.mark.parametrize(
    "query",
    [
        "person=nobody",
        "kind=x",
        "model=user",
        "since=yesterday",
        "number=0",
        "about=x",
        "after=franchise-x",
    ],
)
def test_what_makes_no_sense_is_refused_and_shows_nothing(auditor, changed, query):
    response = auditor.get(f"{PAGE}?{query}")

    assert response.status_code == 400
    assert "W-1" not in response.text


def test_the_days_of_a_range_are_both_in_it(auditor, changed):
    collection, _ = changed
    collection.history.filter(history_type="~").update(
        history_date=datetime(2020, 1, 2, 23, 0, tzinfo=UTC)
    )

    for since, until, count in (("2020-01-02", "2020-01-02", 1), ("2020-01-03", "2020-01-04", 0)):
        response = auditor.get(f"{PAGE}?since={since}&until={until}")
        assert len(response.context["lines"]) == count


def test_each_page_goes_on_where_the_one_before_ended(auditor, changed):
    franchise = changed[1].franchise
    for number in range(60):
        franchise.title = f"Title {number}"
        franchise.save()

    first = auditor.get(PAGE)
    second = auditor.get(f"{PAGE}?{first.context['next']}")

    shown = [
        (line.source, line.number) for page in (first, second) for line, _ in page.context["lines"]
    ]
    assert len(first.context["lines"]) == 50
    assert len(shown) == len(set(shown)) == 66
    assert second.context["next"] == ""


def test_a_page_of_50_takes_as_many_queries_as_one_of_6(auditor, changed):
    with CaptureQueriesContext(connection) as few:
        auditor.get(PAGE)
    for number in range(50):
        changed[1].asset_id = f"P-{number}"
        changed[1].save()
    with CaptureQueriesContext(connection) as many:
        auditor.get(PAGE)

    assert abs(len(few) - len(many)) <= 1
    assert len(many) < 90


def test_the_file_has_a_row_a_field_and_no_formula(auditor, changed):
    changed[0].note = "=cmd"
    changed[0]._change_reason = "+1"
    changed[0].save()

    response = auditor.get("/admin/history.csv?model=feecollection&kind=~")
    lines = b"".join(response.streaming_content).decode().splitlines()

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0] == "when,who,what,kind,record,field,old,new,why,import_run"
    assert len(lines) == 3
    assert lines[1].endswith("Changed,Fee collection,W-1,Note,'-,'=cmd,'+1,")
    assert ",kim,Changed,Fee collection,W-1,Amount,$100.00,$7.00,bank advice," in lines[2]


def test_without_the_permission_there_is_no_file(changed):
    assert signed_in("Viewer").get("/admin/history.csv").status_code == 403


def test_who_was_given_which_right_is_in_it(auditor, admin_client):
    user, closer = User.objects.create_user("new"), Group.objects.get(name="Closer")
    form = {"username": "new", "is_active": "on", "groups": [closer.pk]}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "12:00:00"}
    admin_client.post(f"/admin/auth/user/{user.pk}/change/", form)

    response = auditor.get(f"{PAGE}?model=account&person=admin")

    assert names(response) == ["User new changed"]
    assert "+ Closer" in response.text
