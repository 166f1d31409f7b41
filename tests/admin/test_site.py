"""The site: whose city, what wants attention and to whom, and who gets in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_busy_day(import_run):
    """A term that ends, a holdover, an unpaid year, a refused import."""
    FranchiseFactory(
        number="E-1",
        franchisee__name="Ending Co",
        expires_on=localdate() + timedelta(days=30),
    )
    FranchiseFactory(number="H-1", franchisee__name="Holding Co", holdover=True)
    owed = FeeAssessmentFactory(
        franchise__number="O-1",
        franchise__franchisee__name="Owing Co",
        fiscal_year=2013,
        amount=Decimal("2000.00"),
    )
    FeeCollectionFactory(franchise=owed.franchise, fiscal_year=2013, amount=Decimal("749.50"))
    return owed.franchise


def test_the_index_says_what_wants_attention_with_a_link_to_each(admin_client, a_busy_day):
    text = admin_client.get("/admin/").text

    assert text.index("What wants attention") < text.index("Last imports")
    assert text.index("Last imports") < text.index('class="app-franchises')
    for words in ("E-1", "Ending Co", "30 left", "H-1", "Holding Co", "poles.csv", "Refused"):
        assert words in text, words
    assert "$2,000.00" in text
    assert "$749.50" in text
    assert text.count("$1,250.50") == 2  # the row and the total
    assert f'href="/admin/franchises/franchise/{a_busy_day.pk}/change/"' in text
    assert (
        'href="/admin/franchises/feecollection/?franchise__id__exact='
        f'{a_busy_day.pk}&amp;fiscal_year=2013"' in text
    )


def test_the_fees_of_the_present_fiscal_year_do_not_want_attention_yet(admin_client):
    this_year = localdate().year + (localdate().month >= 7)
    FeeAssessmentFactory(franchise__number="NOW-1", fiscal_year=this_year)
    FeeAssessmentFactory(franchise__number="PAST-1", fiscal_year=this_year - 1)

    text = admin_client.get("/admin/").text

    assert ("NOW-1" in text, "PAST-1" in text) == (False, True)


def test_a_clerk_sees_only_what_they_may_see(staff_client, a_busy_day):
    franchises = staff_client("view_franchise", username="a").get("/admin/").text
    money_alone = staff_client("view_feeassessment", "view_feecollection", username="b")
    imports = staff_client("view_importrun", username="c").get("/admin/").text

    assert ("Ending Co" in franchises, "H-1" in franchises) == (True, True)
    assert ("O-1" in franchises, "poles.csv" in franchises) == (False, False)
    assert "O-1" not in money_alone.get("/admin/").text
    assert ("poles.csv" in imports, "E-1" in imports, "H-1" in imports) == (True, False, False)


def test_the_index_takes_a_fixed_number_of_queries(admin_client, a_busy_day):
    with CaptureQueriesContext(connection) as few:
        admin_client.get("/admin/")
    for number in range(30):
        FranchiseFactory(expires_on=localdate() + timedelta(days=number))
        FranchiseFactory(holdover=True)
        FeeAssessmentFactory()
    with CaptureQueriesContext(connection) as many:
        text = admin_client.get("/admin/").text

    assert len(few) == len(many) <= 14
    assert "The first 10 of 31." in text
    assert "All 31, of which the 10 largest are shown" in text


def test_the_models_of_daily_work_come_first(admin_client):
    apps = admin_client.get("/admin/").context["app_list"]

    assert apps[0]["app_label"] == "franchises"
    assert [model["object_name"] for model in apps[0]["models"]][:10] == [
        "Franchisee",
        "Franchise",
        "FranchiseEvent",
        "Installation",
        "FeeSchedule",
        "RevenueStatement",
        "FeeAssessment",
        "FeeCollection",
        "FiscalYear",
        "ImportRun",
    ]


def test_every_page_names_the_city(admin_client, settings):
    settings.CITY_NAME = "Springfield"

    assert "Springfield franchise tracker" in admin_client.get("/admin/").text
    assert "Springfield franchise tracker" in Client().get("/admin/login/").text


@pytest.mark.parametrize(("is_sample", "times"), [(True, 1), (False, 0)])
def test_sample_data_is_marked_on_every_page(admin_client, settings, is_sample, times):
    settings.SAMPLE_DATA = is_sample
    franchise = FranchiseFactory()

    for address in (
        "/admin/",
        "/admin/franchises/franchise/",
        f"/admin/franchises/franchise/{franchise.pk}/change/",
        f"/admin/franchises/franchise/{franchise.pk}/history/",
    ):
        text = admin_client.get(address).text
        assert text.count("Sample data: figures are invented") == times, address


def log_in(client, password, ip="203.0.113.5", username="admin"):
    return client.post(
        "/admin/login/?next=/admin/",
        {"username": username, "password": password},
        REMOTE_ADDR=ip,
    )


def test_the_fifth_wrong_password_locks_the_user_out_at_that_address_alone(client, admin_user):
    for _ in range(4):
        assert log_in(client, "wrong").status_code == 200
    assert log_in(client, "wrong").status_code == 429
    assert log_in(client, "password").status_code == 429

    assert log_in(Client(), "password", ip="203.0.113.6").status_code == 302
    assert log_in(Client(), "wrong", username="someone else").status_code == 200


def test_the_fourth_wrong_password_locks_nobody_out(client, admin_user):
    for _ in range(4):
        log_in(client, "wrong")

    assert log_in(client, "password").status_code == 302


def test_a_login_sends_nobody_to_another_site(client, admin_user):
    response = client.post(
        "/admin/login/?next=https://evil.example/",
        {"username": "admin", "password": "password"},
    )

    assert "evil.example" not in response["Location"]


def test_the_session_key_changes_at_login(client, admin_user):
    client.get("/admin/login/")
    session = client.session
    session["mine"] = "planted"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    log_in(client, "password")

    assert client.session.session_key != planted


def test_a_form_without_its_token_is_refused(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post("/admin/franchises/franchise/add/", {}).status_code == 403


def test_the_pages_allow_no_inline_script_or_style(admin_client):
    response = admin_client.get("/admin/")

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_a_term_is_on_the_index_on_its_last_day_and_not_on_the_next(admin_client, monkeypatch):
    FranchiseFactory(number="T-1", expires_on=date(2026, 11, 23))
    monkeypatch.setattr("franchises.admin.site.localdate", lambda: date(2026, 11, 23))
    assert "0 left" in admin_client.get("/admin/").text

    monkeypatch.setattr("franchises.admin.site.localdate", lambda: date(2026, 11, 24))
    assert "T-1" not in admin_client.get("/admin/").text
