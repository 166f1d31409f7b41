"""Import runs are read and never written, not even by a superuser."""

import pytest

from franchises.models import ImportRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(import_run):
    return f"/admin/franchises/importrun/{import_run.pk}"


def test_nobody_adds_changes_or_deletes_a_run(admin_client, import_run, address):
    assert admin_client.get("/admin/franchises/importrun/add/").status_code == 403
    assert admin_client.post("/admin/franchises/importrun/add/", {}).status_code == 403
    assert admin_client.post(f"{address}/change/", {"outcome": "loaded"}).status_code == 403
    assert admin_client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    import_run.refresh_from_db()
    assert import_run.outcome == ImportRun.Outcome.REFUSED


def test_the_page_shows_what_became_of_the_file(admin_client, address):
    text = admin_client.get(f"{address}/change/").text

    for words in ("Refused", "poles.csv", "ab" * 32, "jdoe (command)", "1.50 s", "123,456 bytes"):
        assert words in text, words
    assert "<dt>encoding</dt><dd>utf-8</dd>" in text
    assert 'name="_save"' not in text


def test_the_problems_are_listed_one_a_line_and_escaped(admin_client, address):
    text = admin_client.get(f"{address}/change/").text

    assert "<li>poles.csv:2:kind: mast: is not one of the kinds</li>" in text
    assert "<li>poles.csv:3:&lt;b&gt;</li>" in text


def test_a_run_of_the_admin_names_its_user(admin_client, admin_user, import_run, address):
    ImportRun.objects.update(user=admin_user)

    assert "jdoe" not in admin_client.get(f"{address}/change/").text
    assert "jdoe" not in admin_client.get("/admin/franchises/importrun/").text


def test_runs_are_found_by_their_day_outcome_and_file(admin_client, import_run):
    for query, found in (
        ("started_at__year=2026&started_at__month=11&started_at__day=20", 1),
        ("started_at__year=2025", 0),
        ("outcome__exact=refused", 1),
        ("outcome__exact=loaded", 0),
        ("q=poles", 1),
        ("q=manholes", 0),
    ):
        response = admin_client.get(f"/admin/franchises/importrun/?{query}")
        assert response.context["cl"].result_count == found, query
