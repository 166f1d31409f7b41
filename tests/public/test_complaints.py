"""What people complain of, for everybody: filtered by address, as a page and as files."""

import csv
import io
import json
from datetime import date, timedelta

import pytest

from franchises.imports.complaint_matching import match_complaints
from tests.factories import ComplaintFactory, InstallationFactory
from tests.public.markup import read

pytestmark = pytest.mark.django_db


def test_the_page_counts_by_franchisee_and_names_no_draft(client, city):
    page = read(client.get("/complaints/"))
    assert "2 complaints." in page.text
    assert "Altice USA 1 0 1 7.0 7.0" in page.text
    assert "Matched to no installation 1 1 0 [x] [x]" in page.text
    assert "SECRET" not in client.get("/complaints/?by=installation").text


def test_filters_are_chips_and_the_empty_state_names_them(client, city):
    text = read(client.get("/complaints/?year=2025&type=LinkNYC&district=105")).text
    for chip in ("Made in fiscal year: FY2025", "Type of complaint: LinkNYC"):
        assert chip in text
    assert "No complaint is recorded that these filters leave." in text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("by=kiosk", "“by”: “kiosk” is not one of its choices."),
        ("year=1999", "“year”: “1999” is not one of its choices."),
        ("franchisee=secret-holder", "“franchisee”: “secret-holder” is not one of its choices."),
        ("type=Noise", "“type”: “Noise” is not one of its choices."),
        ("sort=open", "“sort” is not something this page can be asked for."),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(client, city, query, told):
    response = client.get(f"/complaints/?{query}")
    assert response.status_code == 400
    assert told in read(response).text


@pytest.mark.parametrize("by", ["", "installation", "type", "district", "year"])
def test_every_figure_of_the_page_is_in_its_files(client, city, by):
    query = f"?by={by}&year=2025" if by else "?year=2025"
    table = client.get(f"/complaints/{query}").context["table"]
    rows = list(csv.reader(io.StringIO(client.get(f"/complaints/counts.csv{query}").text)))
    shown = [*table.rows, table.total]
    assert rows[1:] == [
        ["[x]" if cell.value is None else str(cell.value) for cell in row.cells] for row in shown
    ]
    document = json.loads(client.get(f"/complaints/counts.json{query}").text)
    assert len(document["rows"]) == len(table.rows)
    assert document["total"]["complaints"] == 2


def test_the_open_data_tell_no_draft_and_no_free_words(client, city):
    rows = json.loads(client.get("/api/complaints").content)["rows"]
    assert [(row["number"], row["matched"], row["installation"]) for row in rows] == [
        ("61528341", "id", "P-1"),
        ("61528342", "none", None),
    ]
    assert "SECRET" not in client.get("/complaints.csv").text


def test_what_is_written_is_on_the_very_next_page(client, city):
    assert "2 complaints." in read(client.get("/complaints/")).text
    ComplaintFactory()
    match_complaints()
    assert "3 complaints." in read(client.get("/complaints/")).text


@pytest.mark.parametrize("number", [10, 1000])
@pytest.mark.parametrize("by", ["franchisee", "installation", "type"])
def test_the_page_costs_the_same_queries_however_many_there_are(
    client, city, django_assert_num_queries, number, by
):
    for n in range(number):
        asset = f"K-{n}"
        if n < 60:
            InstallationFactory(franchise=city, asset_id=asset)
        ComplaintFactory(asset_id=asset, created_on=date(2020, 1, 1) + timedelta(n))
    match_complaints()
    query = "" if by == "franchisee" else f"?by={by}"
    with django_assert_num_queries(8):
        client.get(f"/complaints/{query}")
