"""What a reader does with the public site in a browser, and how it looks to one who cannot see."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/fees/",
    "/fees/2013/",
    "/fees/2013/?basis=cash",
    "/fees/2013/?search=veri&sort=-change",
    "/fees/2013/?search=nobody",
    "/franchisees/",
    "/franchisees/altice-usa/",
    "/franchises/",
    "/franchises/CT-01/",
    "/installations/",
    "/installations/?page=2",
    "/installations/map/",
    "/register/",
    "/register/?near=40.7738,-73.9779",
    "/register/?at=BROADWAY+%26+WEST+66+STREET",
    "/franchises/?status=expired&on=2013-06-30&search=nobody",
    "/complaints/",
    "/data/",
    "/installations/?kind=balloon",
    "/fees/1999/",
    "/nowhere/",
]
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(event.violatedDirective + " " + event.blockedURI);
});
"""


def press_tab_until(page, name):
    """Go by keyboard to the link called *name*."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            return
    pytest.fail(f"no link {name!r} is reached by keyboard")


def overflow(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_the_total_of_fy2013_is_found_by_keyboard_alone(city, open_page):
    page = open_page("/")
    press_tab_until(page, "Fees")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fees/")
    press_tab_until(page, "FY2013")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fees/2013/")
    assert "$8,076,089.00 was collected from 2 franchisees" in page.inner_text(".lead")
    total = page.inner_text("section:first-of-type tfoot tr")
    assert "$8,076,089.00" in total


def test_the_first_tab_leads_past_the_navigation(city, open_page):
    page = open_page("/fees/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Latest: FY2014"


@pytest.mark.parametrize("is_scripted", [True, False])
def test_a_filtered_list_is_shared_by_its_address(city, open_page, is_scripted):
    page = open_page("/installations/", java_script_enabled=is_scripted)
    page.get_by_label("Kind").select_option(label="Pole top")
    page.get_by_label("Street or asset id").fill("broadway")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Next page").click()
    address = page.url
    assert address.endswith("/installations/?search=broadway&kind=pole_top&page=2")
    friend = open_page(address, width=390)
    assert "55 installations; 51 to 55 are shown." in friend.inner_text(".found")
    assert friend.locator("tbody tr").count() == 5
    assert friend.get_by_label("Kind").input_value() == "pole_top"


@pytest.mark.parametrize("is_scripted", [True, False])
def test_rare_filters_unfold_by_keyboard_on_a_phone(city, open_page, is_scripted):
    page = open_page("/installations/", width=390, java_script_enabled=is_scripted)
    assert page.locator(".filters").bounding_box()["height"] < 400
    zone = page.get_by_label("Fee zone today")
    assert not zone.is_visible()
    page.locator("summary", has_text="More filters").focus()
    page.keyboard.press("Enter")
    zone.wait_for()
    zone.fill("A")
    page.keyboard.press("Enter")
    page.wait_for_url("**/installations/?zone=A")
    assert page.get_by_label("Fee zone today").is_visible()
    assert page.inner_text(".found") == "54 installations; 1 to 50 are shown."


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_never_scrolls_a_whole_page_sideways(city, open_page, width):
    page = open_page("/", width=width)
    for address in PAGES:
        page.goto(address)
        assert overflow(page) <= 0, address


def test_a_wide_table_is_scrolled_by_keyboard_with_its_rows_in_sight(city, open_page):
    page = open_page("/fees/2013/", width=390)
    table = page.get_by_role(
        "region", name="Table 1. Fees of FY2013 by franchise type, accrual basis"
    )
    table.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(region) => region.scrollLeft > 0", arg=table.element_handle(), timeout=5000
    )
    name = table.locator("tbody th").first.bounding_box()
    assert name["x"] >= table.bounding_box()["x"]


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_in_light_or_dark(city, open_page, address):
    page = open_page("/nowhere/")
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, (scheme, width, found.generate_report())


def test_the_browser_has_nothing_to_complain_about(city, open_page):
    page = open_page("/livez")
    page.context.add_init_script(NOTE_VIOLATIONS)
    complaints, asked = [], []
    # The plain text of /livez names no icon, and a browser then asks for one of its own accord.
    page.on(
        "console",
        lambda message: (
            message.location["url"].endswith("/favicon.ico") or complaints.append(message.text)
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for address in PAGES:
        page.goto(address)
        complaints += page.evaluate("window.violations")
    expected = [text for text in complaints if "status of 40" in text]
    assert complaints == expected
    assert len(expected) == 3
    here = page.evaluate("location.origin")
    assert {url for url in asked if not url.startswith(f"{here}/")} == set()


def test_the_sheet_is_used_and_follows_the_reader_into_the_dark(city, open_page):
    light = open_page("/", color_scheme="light")
    dark = open_page("/", color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert light.evaluate(ground) == "rgb(255, 255, 255)"
    assert dark.evaluate(ground) == "rgb(16, 22, 29)"


def test_in_forced_colours_the_current_page_is_still_marked(city, open_page):
    page = open_page("/fees/", forced_colors="active")
    style = "(link) => getComputedStyle(link).borderTopStyle"
    assert page.locator("nav [aria-current]").first.evaluate(style) == "solid"
    other = page.get_by_role("navigation", name="Site").get_by_role("link", name="Installations")
    assert other.evaluate(style) == "none"


def test_a_printed_table_repeats_its_headings_and_breaks_no_row(city, open_page):
    page = open_page("/fees/2013/")
    page.emulate_media(media="print")
    style = "(part, name) => getComputedStyle(part)[name]"
    assert page.locator("thead").first.evaluate(f"part => ({style})(part, 'display')") == (
        "table-header-group"
    )
    assert page.locator("tbody tr").first.evaluate(f"part => ({style})(part, 'breakInside')") == (
        "avoid"
    )


def test_paper_shows_the_figures_without_the_navigation(city, open_page):
    page = open_page("/fees/2013/")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Site").is_visible()
    assert page.get_by_text("$8,076,089.00").first.is_visible()
