"""A reader finds who holds the pole at a corner: by keyboard, on a phone, in the dark."""

import pytest

from tests.browser.test_reading import overflow, press_tab_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWER = "Verizon\tMT-01\nCable television"


def found(page):
    """The row of the pole in the answer that *page* gives."""
    page.wait_for_url("**/register/?at=*")
    row = page.get_by_role("row").filter(has_text="POLE-66").inner_text()
    assert page.locator(".found").first.inner_text() == (
        "1 installation within 100 metres, the nearest first."
    )
    return row


def test_who_holds_the_pole_at_a_corner_is_found_by_keyboard_alone(city, open_page):
    page = open_page("/")
    press_tab_until(page, "Who is here?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register/")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "at":
            break
    page.keyboard.type("broadway & west 66 street")
    page.keyboard.press("Enter")
    row = found(page)
    assert ANSWER in row
    assert "30 June 2020" in row
    assert "Holdover" in row


@pytest.mark.parametrize("is_scripted", [True, False])
def test_it_is_found_on_a_phone_at_night_with_or_without_scripts(city, open_page, is_scripted):
    page = open_page("/register/", width=390, color_scheme="dark", java_script_enabled=is_scripted)
    page.get_by_label("Address, street or corner").fill("West 66 Street & Broadway")
    page.get_by_role("button", name="Show").click()
    assert ANSWER in found(page)
    if is_scripted:
        assert overflow(page) <= 0


def test_the_link_to_an_answer_gives_a_friend_the_same_answer(city, open_page):
    page = open_page("/register/")
    page.get_by_label("Address, street or corner").fill("Broadway & West 66 Street")
    page.keyboard.press("Enter")
    mine = found(page)
    assert found(open_page(page.url, width=390)) == mine


def test_the_navigation_says_that_the_map_is_of_the_installations(city, open_page):
    page = open_page("/installations/map/")
    link = page.get_by_role("navigation", name="Site").get_by_role("link", name="Installations")
    assert link.get_attribute("aria-current") == "true"
