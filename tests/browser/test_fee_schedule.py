"""A schedule is entered, previewed and saved in a real browser, by keyboard, on a phone."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User

from franchises.models import FeeSchedule, Holiday
from tests.browser.signing_in import signed_in
from tests.factories import FeeComponentFactory, RevenueStatementFactory, ZoneChangeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin_page(city, open_page):
    User.objects.create_superuser("admin", password="a long password")
    return signed_in(open_page)


@pytest.fixture
def addresses(city):
    component = FeeComponentFactory(schedule__franchise=city, percent=6)
    statement = RevenueStatementFactory(franchise=city)
    installation = ZoneChangeFactory(installation=city.installations.first()).installation
    Holiday.objects.create(day=date(2026, 12, 25), name="Christmas Day")
    return [
        "/admin/franchises/feeschedule/",
        "/admin/franchises/feeschedule/add/",
        f"/admin/franchises/feeschedule/{component.schedule_id}/change/",
        f"/admin/franchises/feeschedule/{component.schedule_id}/history/",
        "/admin/franchises/revenuestatement/",
        f"/admin/franchises/revenuestatement/{statement.pk}/change/",
        f"/admin/franchises/revenuestatement/{statement.pk}/restate/",
        f"/admin/franchises/installation/{installation.pk}/change/",
        "/admin/franchises/holiday/",
    ]


def wait_for_names(page):
    if page.locator(".admin-autocomplete").count():
        page.wait_for_selector(".select2-selection[aria-label]")


def preview(page, address):
    page.goto(address)
    page.fill("#id_sample-fiscal_year", "2014")
    page.focus("[name=_preview]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#preview")


def test_a_schedule_is_previewed_by_keyboard_and_its_figures_stay_in_the_form(
    admin_page, addresses
):
    preview(admin_page, addresses[2])

    assert "FY2014: nothing is saved yet" in admin_page.inner_text("#preview")
    assert "$60,000.00" in admin_page.inner_text(".preview-total")
    assert "47 USC 542(b)" in admin_page.inner_text("#preview")
    assert admin_page.input_value("#id_sample-fiscal_year") == "2014"
    assert admin_page.input_value("#id_components-0-percent") == "6"
    admin_page.fill("#id_components-0-percent", "5")
    admin_page.fill("#id_change_reason", "The agreement says 5%")
    admin_page.click("[name=_save]")
    admin_page.wait_for_selector(".messagelist .success")
    assert FeeSchedule.objects.get().components.get().percent == 5
    assert admin_page.evaluate("window.violations") == []


def test_a_second_charge_is_added_without_leaving_the_page(admin_page, addresses):
    admin_page.goto(addresses[2])
    admin_page.click(".add-row a")
    admin_page.fill("#id_components-1-name", "PEG grant")
    admin_page.select_option("#id_components-1-charge", "flat")
    admin_page.fill("#id_components-1-amount", "100000")
    admin_page.fill("#id_change_reason", "The agreement has a grant too")
    admin_page.click("[name=_save]")
    admin_page.wait_for_selector(".messagelist .success")

    assert FeeSchedule.objects.get().components.count() == 2
    assert admin_page.evaluate("window.violations") == []


def test_no_page_of_them_is_wider_than_a_phone(admin_page, addresses):
    admin_page.set_viewport_size({"width": 390, "height": 800})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for address in addresses:
        admin_page.goto(address)
        assert admin_page.evaluate(wide) <= 0, address
    preview(admin_page, addresses[2])
    assert admin_page.evaluate(wide) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_them_and_the_policy_blocks_nothing(admin_page, addresses, scheme):
    admin_page.emulate_media(color_scheme=scheme)
    for address in addresses:
        admin_page.goto(address)
        wait_for_names(admin_page)
        # Before axe, which has styles of its own.
        assert admin_page.evaluate("window.violations") == [], address
        found = Axe().run(admin_page)
        assert found.violations_count == 0, (address, found.generate_report())
    preview(admin_page, addresses[2])
    wait_for_names(admin_page)
    found = Axe().run(admin_page)
    assert found.violations_count == 0, found.generate_report()
