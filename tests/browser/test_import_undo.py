"""Undoing an import in a real browser: read what would happen, confirm, see the run."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User

from franchises.admin import import_undo
from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.run import run_import
from franchises.imports.undoing.tasks import undo_in_turn
from franchises.imports.watchdog import FLAGS
from franchises.models import Installation
from tests.browser.signing_in import signed_in
from tests.factories import FranchiseFactory
from tests.imports.running import csv_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def runs(tmp_path, settings):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")
    header = ["source", "asset_id", "franchise", "kind", "status", "fee_zone", "address"]

    def imported(*zones):
        rows = [
            ["poles", n, "CTV-1", "kiosk", "installed", zone, f"{n} Broadway"]
            for n, zone in enumerate(zones)
        ]
        path = csv_of(tmp_path / "poles.csv", header, *rows)
        options = Options(today=date(2026, 11, 23), accepted=frozenset(FLAGS))
        return run_import(DATASETS["installations"], path, options).run

    return [imported("A", "A"), imported("B", "A", "C")]


@pytest.fixture
def log_in(open_page):
    User.objects.create_superuser("admin", password="a long password")

    def log_in(**options):
        return signed_in(open_page, **options)

    return log_in


def undo_page(run):
    return f"/admin/franchises/importrun/{run.pk}/undo/"


def test_an_import_is_undone_from_its_page(runs, log_in):
    page = log_in()
    page.goto(f"/admin/franchises/importrun/{runs[1].pk}/change/")
    page.click("text=Undo this import")
    assert page.locator("#changes tbody tr").count() == 2
    page.click("input[value='Undo this import']")
    page.wait_for_selector(".messagelist .success")
    assert page.locator(".messagelist .success").inner_text() == f"Import {runs[1].pk} was undone."
    assert set(Installation.objects.values_list("fee_zone", flat=True)) == {"A"}


def test_an_undo_that_a_worker_does_is_followed_to_its_end(runs, log_in, settings, monkeypatch):
    monkeypatch.setattr(import_undo, "MOST_ROWS", 1)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    page = log_in()
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(undo_page(runs[1]))
        assert Axe().run(page).response["violations"] == []
    page.click("input[value='Undo this import']")
    page.wait_for_selector("text=It begins in a moment.")
    assert page.evaluate("window.violations") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    undo_in_turn.call(runs[1].pk)
    page.wait_for_selector(".messagelist .success")
    assert f"Import {runs[1].pk} was undone, by import" in page.inner_text(".messagelist")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_is_off_the_screen(runs, log_in, scheme, width):
    page = log_in(width=width, color_scheme=scheme)
    for run, words in ((runs[1], "What would happen"), (runs[0], "stands in the way")):
        page.goto(undo_page(run))
        assert words in page.inner_text("#content")
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("window.violations") == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
