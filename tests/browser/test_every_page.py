"""Every page of the public site and of the admin, with a record of everything: axe finds nothing in
light or dark, the policy blocks nothing, and nothing is off the screen."""

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


def hold(page, address):
    """Open *address* and hold what is promised of any page: light and wide, dark and narrow."""
    page.goto(address)
    if page.locator(".admin-autocomplete").count():
        page.wait_for_selector(".select2-selection[aria-label]")
    # Before axe, which has styles of its own.
    assert page.evaluate("window.violations") == [], address
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0, (address, width)
        found = Axe().run(page)
        assert found.violations_count == 0, (address, scheme, found.generate_report())


def test_every_public_page_with_all_it_can_show_is_well_mannered(full_city, open_page):
    page = open_page("/livez")
    page.context.add_init_script(NOTE_VIOLATIONS)
    for address in PUBLIC:
        hold(page, address)


def pages_of(record):
    """The list, the record, its history and the form for a new one, of those there are."""
    opts = record._meta
    name = f"admin:{opts.app_label}_{opts.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_change", args=[record.pk])
    if opts.model_name not in NOT_ADDED:
        yield reverse(f"{name}_add")


def test_every_page_of_the_admin_is_well_mannered(city, open_page):
    User.objects.create_superuser("admin", password="a long password")
    page = signed_in(open_page)
    for record in records.one_of_each(records.refused_run()):
        for address in pages_of(record):
            hold(page, address)
