"""The admin in a real browser: nothing blocked, nothing off the screen, axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User

from franchises.models import FeeCollection, Franchise, Installation
from tests.browser.signing_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin_page(city, open_page):
    """A window that is logged in to the admin."""
    User.objects.create_superuser("admin", password="a long password")
    return signed_in(open_page)


def addresses():
    franchise, collection = Franchise.objects.get(number="CT-01"), FeeCollection.objects.first()
    return [
        "/admin/",
        "/admin/franchises/franchise/",
        "/admin/franchises/installation/",
        "/admin/franchises/installation/add/",
        "/admin/franchises/feecollection/",
        f"/admin/franchises/feecollection/{collection.pk}/change/",
        f"/admin/franchises/franchise/{franchise.pk}/change/",
        f"/admin/franchises/franchise/{franchise.pk}/history/",
        f"/admin/franchises/franchisee/{franchise.franchisee_id}/change/",
        "/admin/franchises/importrun/",
        "/admin/franchises/importupload/add/",
        "/admin/mine/",
        "/admin/search/?q=CT",
        "/admin/filters/save/?list=franchises/franchise/&filter=status%3Dholdover",
    ]


def test_the_policy_blocks_nothing_that_the_admin_needs(admin_page):
    for address in addresses():
        admin_page.goto(address)
        assert admin_page.evaluate("window.violations") == [], address

    admin_page.evaluate("document.body.setAttribute('style', 'color: red')")
    admin_page.wait_for_function("window.violations.length == 1")


def test_a_clerk_enters_a_collection_by_typing_the_name_of_its_franchisee(admin_page):
    admin_page.goto("/admin/franchises/feecollection/add/")
    admin_page.click(".select2-selection")
    admin_page.keyboard.type("altice")
    admin_page.click(".select2-results__option--highlighted:has-text('CT-01')")
    admin_page.fill("#id_fiscal_year", "2015")
    admin_page.fill("#id_amount", "1250.50")
    admin_page.click("[name=_save]")
    admin_page.wait_for_selector(".messagelist .success")

    assert admin_page.evaluate("window.violations") == []
    assert "CT-01" in admin_page.inner_text(".messagelist .success")
    assert FeeCollection.objects.filter(fiscal_year=2015).count() == 1


def test_no_page_is_wider_than_a_phone(admin_page):
    admin_page.set_viewport_size({"width": 390, "height": 800})
    for address in addresses():
        admin_page.goto(address)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert admin_page.evaluate(wide) <= 0, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_our_part_of_the_admin(admin_page, scheme):
    admin_page.emulate_media(color_scheme=scheme)
    for address in addresses():
        admin_page.goto(address)
        if admin_page.locator(".admin-autocomplete").count():
            admin_page.wait_for_selector(".select2-selection[aria-label]")
        found = Axe().run(admin_page)
        assert found.violations_count == 0, (address, found.generate_report())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_login(city, open_page, scheme):
    page = open_page("/admin/login/", color_scheme=scheme)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.reload()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert complaints == []


def test_the_list_of_installations_is_searched_from_the_box(admin_page):
    Installation.objects.filter(kind="kiosk").update(asset_id="KIOSK-1")
    admin_page.goto("/admin/franchises/installation/")
    admin_page.fill("#searchbar", "kiosk-")
    admin_page.click("#changelist-search [type=submit]")

    assert admin_page.inner_text("th.field-asset_id") == "KIOSK-1"
    assert "1 found" in admin_page.inner_text("#changelist-search")
