"""Every page of the public site and every form of the admin, with a record of everything.

Axe finds nothing in light or dark, the policy blocks nothing, and nothing is off the screen.
"""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse

from franchises.imports.complaint_matching import match_complaints
from franchises.models import FeeAssessment, Franchise
from tests import records
from tests.browser.signing_in import NOTE_VIOLATIONS, signed_in
from tests.browser.test_reading import overflow
from tests.closing import closed, restated
from tests.documents import documented
from tests.factories import ComplaintFactory, FeeAssessmentFactory, FranchiseEventFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Made by what the product does, and by nobody in a form.
NOT_ADDED = ("document", "fiscalyear", "importrun", "feecomponent")
PUBLIC = [
    "/franchises/CT-01/",
    "/franchises/CT-01/account/2013/",
    "/franchisees/altice-usa/",
    "/fees/2013/",
    "/fees/2013/revisions/",
    "/fees/?basis=cash",
    "/complaints/",
    "/complaints/?by=installation",
    "/complaints/?by=year&year=2030",
    "/installations/?zone=A",
    "/installations/map/?box=40.77,-73.98,40.78,-73.97",
]


@pytest.fixture
def full_city(city, settings, tmp_path):
    """The city, and on one franchise of it all that a public page can show."""
    settings.DOCUMENT_DIR = tmp_path / "documents"
    documented(city, title="Franchise agreement", is_public=True)
    for kind, day in (("default", date(2014, 3, 1)), ("vote", date(2010, 6, 1))):
        FranchiseEventFactory(franchise=city, happened_on=day, is_published=True, **{kind: True})
    ComplaintFactory(number="61528341", asset_id="POLE-66", closed_on=date(2025, 3, 21))
    match_complaints()
    # No year is closed with a due date missing.
    mobile = Franchise.objects.get(number="MT-01")
    for year in (2012, 2013):
        FeeAssessmentFactory(franchise=mobile, fiscal_year=year)
    FeeAssessment.objects.update(due_on=date(2013, 6, 30))
    closed(2012)
    closed(2013)
    restated(2013)
    return city


def faults_of(page, address):
    """Open *address* and yield what is not as promised: light and wide, then dark and narrow."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    if page.locator(".admin-autocomplete").count():
        page.wait_for_selector(".select2-selection[aria-label]")
    # Before axe, which has styles of its own.
    yield from ((address, blocked) for blocked in page.evaluate("window.violations"))
    yield from faults_shown(page, address)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    # A colour on its way to another is neither.
    page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished))")
    yield from faults_shown(page, address)


def faults_shown(page, address):
    if overflow(page) > 0:
        yield address, "off the screen", page.viewport_size["width"]
    for violation in Axe().run(page).response["violations"]:
        for node in violation["nodes"]:
            yield address, violation["id"], node["html"]


def test_every_public_page_with_all_it_can_show_is_well_mannered(full_city, open_page):
    page = open_page("/livez")
    page.context.add_init_script(NOTE_VIOLATIONS)
    assert [fault for address in PUBLIC for fault in faults_of(page, address)] == []


def forms_of(record):
    """The page of a record, and the one to add another; lists are alike, and read elsewhere."""
    opts = record._meta
    name = f"admin:{opts.app_label}_{opts.model_name}"
    yield reverse(f"{name}_change", args=[record.pk])
    if opts.model_name not in NOT_ADDED:
        yield reverse(f"{name}_add")


def test_every_form_of_the_admin_is_well_mannered(city, open_page):
    User.objects.create_superuser("admin", password="a long password")
    page = signed_in(open_page)
    addresses = [
        address
        for record in records.one_of_each(records.refused_run())
        for address in forms_of(record)
    ]
    assert [fault for address in addresses for fault in faults_of(page, address)] == []
