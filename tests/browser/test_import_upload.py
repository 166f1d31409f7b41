"""A file goes in through the admin in a real browser: refused, mended, confirmed, found again."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User

from franchises.models import ImportRun, ImportUpload, Installation
from tests.browser.signing_in import signed_in
from tests.factories import InstallationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/franchises/importupload/add/"
HEADINGS = "source,asset_id,franchise,kind,status,latitude,longitude,address\n"
DIRTY = HEADINGS + (
    "poles,1,CT-01,mast,installed,40.7,-73.9,350 5 Avenue\n"
    "poles,2,CT-99,kiosk,installed,,,\n"
    "poles,3,CT-01,kiosk,installed,40.7,,\n"
)
MENDED = HEADINGS + (
    "poles,1,CT-01,pole_top,installed,51.5,-0.1,350 5 Avenue\n"
    "poles,2,CT-01,kiosk,installed,,,\n"
    "poles,3,CT-01,kiosk,installed,40.7,-73.9,\n"
)


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def open_admin(city, open_page):
    """A function that opens a window that is logged in to the admin."""
    User.objects.create_superuser("admin", password="a long password")

    def open_admin(**options):
        return signed_in(open_page, **options)

    return open_admin


def choose(page, name, content):
    page.goto(ADD)
    page.set_input_files(
        "#id_file", {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.select_option("#id_dataset", "installations")
    page.click("text=Upload and check")


def hold(page):
    """Hold what is promised of any page: nothing blocked, nothing off the screen, axe content."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0, page.url
    assert page.evaluate("window.violations") == [], page.url
    # Last: axe brings a style of its own, which the policy blocks.
    found = Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())
    page.evaluate("window.violations = []")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_dirty_file_is_mended_confirmed_and_found_as_a_run(open_admin, city, scheme, width):
    InstallationFactory(source="poles", asset_id="2", franchise=city, status="proposed")
    page = open_admin(width=width, color_scheme=scheme)
    choose(page, "poles.csv", DIRTY)
    assert "3 problems" in page.inner_text("#problems")
    assert page.inner_text(".bad-cell >> nth=0") == "mast"
    hold(page)

    choose(page, "poles-mended.csv", MENDED)
    assert "proposed" in page.inner_text("table:has(ins)")
    hold(page)
    page.click("text=Load 3 rows")
    assert "accept by name what was flagged: outside" in page.inner_text(".flags .errorlist")
    hold(page)
    page.check(".flags [type=checkbox]")
    page.click("text=Load 3 rows")
    assert page.inner_text(".standing") == "Loaded"
    hold(page)
    page.click("text=see import")
    assert "poles-mended.csv" in page.inner_text("#content")
    assert ImportRun.objects.get().user.username == "admin"
    assert Installation.objects.filter(source="poles").count() == 3


def test_the_form_says_what_is_missing(open_admin):
    page = open_admin()
    page.goto(ADD)
    hold(page)
    page.click("text=Upload and check")
    assert "Choose a file." in page.inner_text(".field-file .errorlist")
    hold(page)


def test_a_page_that_waits_moves_on_when_the_work_does(open_admin, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    page = open_admin()
    choose(page, "poles.csv", MENDED)
    assert "It begins in a moment." in page.inner_text(".standing")
    hold(page)
    ImportUpload.objects.update(state="stopped", stopped_because="The disk is full.")
    page.wait_for_selector("text=The disk is full.")
    hold(page)


def test_without_scripts_the_page_that_waits_loads_itself_again(open_admin, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    page = open_admin(java_script_enabled=False)
    choose(page, "poles.csv", MENDED)
    ImportUpload.objects.update(state="stopped", stopped_because="The disk is full.")
    page.wait_for_selector("text=The disk is full.")
