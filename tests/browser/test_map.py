"""The map in a browser: it pans and zooms where scripts run, and does the same by links without."""

from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe

from franchises.models import Installation
from tests.browser.test_reading import NOTE_VIOLATIONS, overflow
from tests.factories import InstallationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAP = "/installations/map/"


@pytest.fixture
def poles(city):
    """300 poles: 250 on a line through Manhattan, 50 far from it in Staten Island."""
    # What the city has besides is not to be seen here.
    Installation.objects.update(latitude=None, longitude=None)
    Installation.objects.bulk_create(
        InstallationFactory.build(
            franchise=city,
            latitude=(40.75 if number < 250 else 40.55) + number * 0.00001,
            longitude=(-73.98 if number < 250 else -74.2) + number * 0.00001,
        )
        for number in range(300)
    )


@pytest.fixture
def open_map(poles, open_page):
    """A function that opens the map once it moves; what the browser complains of is kept."""

    def open_map(address=MAP, **options):
        page = open_page("/livez", **options)
        page.context.add_init_script(NOTE_VIOLATIONS)
        page.goto(address)
        page.locator(".leaflet-control-zoom").wait_for()
        return page

    return open_map


def count(page):
    return page.inner_text("#map-count").split(" ")[0]


def test_it_zooms_by_keyboard_and_words_address_and_table_follow(open_map):
    page = open_map()
    assert count(page) == "300"
    page.get_by_role("region", name="Map: arrow keys move it, plus and minus zoom").focus()
    page.keyboard.press("+")
    page.wait_for_url("**/map/?box=*")
    page.locator("#map-count", has_text="250 installations").wait_for()
    box = page.url.partition("box=")[2]
    assert page.get_by_label("Between latitudes and longitudes").input_value() == box
    assert page.locator("svg[data-box]").get_attribute("data-box") == box
    assert box in unquote(page.get_by_role("link", name="As a list").get_attribute("href"))
    assert page.locator("#map-chips a").count() == 1
    assert page.locator("#map-rows tbody td.count").all_text_contents() == ["250"]
    friend = open_map(page.url)
    assert count(friend) == "250"


def test_arrows_move_it_and_the_focus_is_seen(open_map):
    page = open_map(f"{MAP}?box=40.7,-74,40.8,-73.9")
    page.locator(".map-frame").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda address: "box=40.7,-74," not in address)
    west = float(page.url.partition("box=")[2].split(",")[1])
    assert -74 < west < -73.9
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_a_square_opens_in_the_map_and_a_drag_opens_none(open_map):
    page = open_map()
    square = page.locator(".map-frame rect").first.bounding_box()
    x, y = square["x"] + square["width"] / 2, square["y"] + square["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=5)
    page.mouse.up()
    page.wait_for_url("**box=*")
    dragged = page.url.partition("box=")[2].split(",")
    assert float(dragged[2]) - float(dragged[0]) > 0.4, "no square was opened"
    page.locator(f'svg[data-box="{",".join(dragged)}"]').wait_for()
    page.locator(".map-frame rect").first.click()
    page.locator("#map-count", has_text="250 installations").wait_for()
    opened = list(map(float, page.url.partition("box=")[2].split(",")))
    assert opened[2] - opened[0] < 0.1


def test_back_from_a_square_is_the_map_it_was_followed_on(open_map):
    page = open_map()
    page.locator(".map-frame rect").first.click()
    page.locator("#map-count", has_text="250 installations").wait_for()
    page.go_back()
    page.locator("#map-count", has_text="300 installations").wait_for()
    assert "/installations/map/" in page.url


def test_the_buttons_are_named_and_zoom(open_map):
    page = open_map()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url("**box=*")
    first = page.url
    page.get_by_role("button", name="Zoom out").click()
    page.wait_for_url(lambda address: address != first)


def test_filters_hold_while_it_moves(open_map):
    page = open_map(f"{MAP}?kind=kiosk&search=x")
    page.locator(".map-frame").focus()
    page.keyboard.press("+")
    page.wait_for_url("**box=*")
    assert "kind=kiosk&search=x&box=" in page.url
    assert page.get_by_label("Kind").input_value() == "kiosk"


def test_nothing_glides_for_readers_who_want_no_motion(open_map):
    assert open_map().evaluate("map.options.zoomAnimation") is True
    page = open_map(reduced_motion="reduce")
    assert page.evaluate("[map.options.zoomAnimation, map.options.inertia]") == [False, False]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_and_the_content_policy_find_nothing(open_map, scheme, width):
    page = open_map(width=width, color_scheme=scheme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".map-frame").focus()
    page.keyboard.press("+")
    page.wait_for_url("**box=*")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("window.violations") == []
    here = page.evaluate("location.origin")
    assert asked
    assert all(url.startswith(f"{here}/") for url in asked)
    assert overflow(page) <= 0
    bar = "getComputedStyle(document.querySelector('.leaflet-bar a')).backgroundColor"
    assert page.evaluate(bar) == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(16, 22, 29)")


def test_without_scripts_squares_and_ways_are_links(poles, open_page):
    page = open_page(MAP, java_script_enabled=False)
    assert page.locator(".leaflet-container").count() == 0
    assert page.locator(".map-frame").get_attribute("aria-hidden") == "true"
    page.locator(".map-frame rect").first.click()
    page.wait_for_url("**box=*")
    assert count(page) == "250"
    page.get_by_role("link", name="Zoom out").click()
    assert page.locator(".map-frame svg").is_visible()
