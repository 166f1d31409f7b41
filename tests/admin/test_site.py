"""The site: whose city, what comes first, and who gets in."""

import pytest
from django.test import Client

from tests.factories import FranchiseFactory

pytestmark = pytest.mark.django_db


def test_the_models_of_daily_work_come_first(admin_client):
    apps = admin_client.get("/admin/").context["app_list"]

    assert apps[0]["app_label"] == "franchises"
    assert [model["object_name"] for model in apps[0]["models"]][:11] == [
        "Franchisee",
        "Franchise",
        "FranchiseEvent",
        "Installation",
        "FeeSchedule",
        "RevenueStatement",
        "FeeAssessment",
        "FeeCollection",
        "FiscalYear",
        "Complaint",
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


def test_f104_the_fifth_wrong_password_locks_the_user_out_at_that_address_alone(client, admin_user):
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


def test_f93_a_login_sends_nobody_to_another_site(client, admin_user):
    response = client.post(
        "/admin/login/?next=https://evil.example/",
        {"username": "admin", "password": "password"},
    )

    assert "evil.example" not in response["Location"]


def test_f103_the_session_key_changes_at_login(client, admin_user):
    client.get("/admin/login/")
    session = client.session
    session["mine"] = "planted"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    log_in(client, "password")

    assert client.session.session_key != planted


def test_f90_a_form_without_its_token_is_refused(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post("/admin/franchises/franchise/add/", {}).status_code == 403


def test_the_pages_allow_no_inline_script_or_style(admin_client):
    response = admin_client.get("/admin/")

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]
