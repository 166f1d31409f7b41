"""The page that looks ahead, and who may see it."""

from datetime import date

import pytest

from tests.books.test_forecasting import flat, scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("franchises.admin.forecast.localdate", lambda: date(2026, 11, 24))


def test_the_page_is_of_the_next_year_and_leads_to_others(admin_client):
    scheduled(charges=[flat("1000.00")])
    page = admin_client.get("/admin/forecast/")
    assert "FY2028: the schedules bring at least $1,000.00 and at most $1,000.00." in page.text
    assert 'href="/admin/forecast/2028/" aria-current="page"' in page.text
    assert 'href="/admin/forecast/2027/"' in page.text
    assert admin_client.get("/admin/forecast/2027/").status_code == 200


def test_the_list_of_schedules_leads_to_it(admin_client):
    assert 'href="/admin/forecast/"' in admin_client.get("/admin/franchises/feeschedule/").text


def test_a_year_that_is_over_has_no_page(admin_client):
    assert admin_client.get("/admin/forecast/2026/").status_code == 404


def test_who_may_not_see_schedules_and_statements_does_not_see_it(staff_client):
    some = staff_client("view_franchise", "view_feeschedule")
    assert some.get("/admin/forecast/").status_code == 403
    all_of_them = staff_client(
        "view_franchise", "view_feeschedule", "view_revenuestatement", username="analyst"
    )
    assert all_of_them.get("/admin/forecast/").status_code == 200


def test_more_franchises_take_no_more_queries(admin_client, django_assert_max_num_queries):
    for number in range(20):
        scheduled(f"F-{number}", charges=[flat("1.00")])
    with django_assert_max_num_queries(16):
        admin_client.get("/admin/forecast/")
