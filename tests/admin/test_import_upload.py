"""The admin's door for files: what a check shows, a word that it is right, and the run."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from franchises.models import Franchise, ImportRun, ImportUpload, Installation
from tests.admin.uploading import ADD, DIRTY, GOOD, HEADINGS, address, confirm, kept_files, uploaded
from tests.factories import BoroughFactory, FranchiseFactory, InstallationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


def test_a_good_file_is_checked_and_nothing_is_written_before_it_is_confirmed(clerk):
    one = uploaded(clerk)
    page = clerk.get(address(one)).text

    assert one.state == "checked"
    assert "Nothing is loaded yet" in page
    assert "Would be created" in page and 'value="Load 2 rows"' in page
    assert not Installation.objects.exists() and not ImportRun.objects.exists()


def test_a_confirmed_file_is_loaded_and_its_run_is_the_users(clerk, settings):
    one = uploaded(clerk)
    response = confirm(clerk, one)
    one.refresh_from_db()
    run = ImportRun.objects.get()

    assert response["Location"] == address(one)
    assert (one.state, one.run) == ("loaded", run)
    assert (run.file_name, run.user.username, run.rows_created) == ("poles.csv", "clerk", 2)
    assert Installation.history.first().history_user.username == "clerk"
    assert (
        reverse("admin:franchises_importrun_change", args=[run.pk]) in clerk.get(address(one)).text
    )
    assert kept_files(settings) == []


def test_a_bad_row_is_shown_as_it_came_with_its_reasons(clerk):
    one = uploaded(clerk, DIRTY)
    page = clerk.get(address(one)).text

    assert "2 problems" in page and 'value="Load' not in page
    assert '<td class="bad-cell">mast</td>' in page
    assert "<div>franchise: is not the number of a franchise" in page
    assert confirm(clerk, one).status_code == 302
    assert not Installation.objects.exists()


def test_of_many_bad_rows_the_first_are_shown_and_what_is_wrong_most(clerk):
    bad = (f"poles,b{number},F-1,mast,installed,,\n" for number in range(60))
    page = clerk.get(address(uploaded(clerk, GOOD + "".join(bad)))).text

    assert "The first 50 of 60." in page
    assert "<li>kind: is not one of" in page and "(60 rows)</li>" in page


def test_the_bad_rows_can_be_downloaded_and_loaded_once_mended(clerk):
    one = uploaded(clerk, DIRTY)
    response = clerk.get(address(one, "bad_rows"))
    rows = b"".join(response.streaming_content).decode()

    assert response["Content-Disposition"] == 'attachment; filename="poles-bad-rows.csv"'
    assert rows.startswith("import_line,import_problem,source,")
    again = uploaded(clerk, rows.replace("mast", "kiosk").replace("F-9", "F-1"))
    confirm(clerk, again)
    assert Installation.objects.count() == 2


def test_the_good_rows_alone_are_loaded_where_that_is_asked_and_the_bad_ones_stay(clerk):
    bad = "poles,3,F-1,mast,installed,,\n"
    one = uploaded(clerk, GOOD + bad, skips_bad_rows="on")
    confirm(clerk, one)

    assert Installation.objects.count() == 2
    assert ImportRun.objects.get().outcome == "partly_loaded"
    assert "Download the bad rows" in clerk.get(address(one)).text
    assert b"mast" in b"".join(clerk.get(address(one, "bad_rows")).streaming_content)


def test_every_change_is_listed_field_by_field(clerk):
    InstallationFactory(
        source="poles",
        asset_id="2",
        franchise=Franchise.objects.get(),
        kind="kiosk",
        status="proposed",
    )
    page = clerk.get(address(uploaded(clerk))).text

    assert "Changes, field by field" in page
    assert re.search(r"<td>status</td><td><del>proposed</del></td><td><ins>installed</ins>", page)


def test_the_boroughs_of_a_franchise_are_among_the_changes(admin_client):
    franchise = FranchiseFactory(number="F-1", franchisee__name="Altice USA")
    franchise.boroughs.add(BoroughFactory(code="queens", name="Queens"))
    terms = "number,franchisee,franchise_type,effective_on,expires_on,published,boroughs\n"
    row = "F-1,Altice USA,cable-television,2010-07-01,2030-06-30,yes,\n"
    one = uploaded(admin_client, terms + row, dataset="franchises")
    page = admin_client.get(address(one)).text

    assert "<td>boroughs</td><td><del>Queens</del></td><td><ins>-</ins></td>" in page


def test_what_is_flagged_is_loaded_only_when_it_is_accepted_by_name(clerk):
    one = uploaded(clerk, GOOD.replace("40.7,-73.9", "51.5,-0.1"))
    assert [flag["name"] for flag in one.preview["flags"]] == ["outside"]

    refused = confirm(clerk, one)
    assert "To load the file, accept by name what was flagged: outside." in refused.text
    assert not Installation.objects.exists()

    confirm(clerk, one, accepted=["outside"])
    assert Installation.objects.count() == 2
    assert ImportRun.objects.get().options["accept"] == ["outside"]


def test_what_was_refused_for_want_of_a_record_can_be_checked_again(clerk):
    one = uploaded(clerk, GOOD.replace("F-1", "F-7"))
    assert not one.preview["may_load"]
    FranchiseFactory(number="F-7")
    clerk.post(address(one, "again"))
    one.refresh_from_db()

    assert one.preview["may_load"] and one.checks == 2


def test_a_preview_that_is_no_longer_the_last_cannot_be_confirmed(clerk):
    one = uploaded(clerk)
    clerk.post(address(one, "again"))
    response = clerk.post(address(one, "confirm"), {"checks": 1}, follow=True)

    assert "It was checked anew meanwhile" in response.text
    assert not Installation.objects.exists()


def test_a_discarded_file_leaves_nothing(clerk, settings):
    one = uploaded(clerk, DIRTY)
    clerk.post(address(one, "discard"))

    assert not ImportUpload.objects.exists()
    assert kept_files(settings) == []


def test_the_list_of_imports_leads_to_the_form_for_who_may_import(clerk, viewer):
    assert ADD in clerk.get("/admin/franchises/importrun/").text
    assert ADD not in viewer.get("/admin/franchises/importrun/").text


def test_a_run_stays_when_its_upload_goes(clerk):
    one = uploaded(clerk)
    confirm(clerk, one)
    ImportUpload.objects.all().delete()

    assert ImportRun.objects.count() == 1


def test_the_list_of_uploads_costs_as_much_for_twenty_as_for_one(
    admin_client, clerk, django_assert_max_num_queries
):
    for _ in range(20):
        uploaded(clerk)
    with django_assert_max_num_queries(6):
        assert admin_client.get("/admin/franchises/importupload/").text.count("poles.csv") == 20


def test_the_pages_of_an_upload_are_not_cached_and_escape_what_a_file_says(clerk):
    bad = HEADINGS + "poles,1,F-1,<b>mast</b>,installed,,\n"
    response = clerk.get(address(uploaded(clerk, bad, "<i>.csv")))

    assert "no-store" in response["Cache-Control"]
    assert "&lt;b&gt;mast" in response.text and "<b>mast" not in response.text
    assert "&lt;i&gt;" in response.text


def test_a_user_without_a_file_sees_no_task_of_the_library(admin_client):
    assert User.objects.get().is_superuser
    assert "Task" not in admin_client.get("/admin/").text
