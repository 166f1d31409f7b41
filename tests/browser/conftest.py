"""A real Chromium, a live server, and a small city to look at."""

import os
import shutil
from decimal import Decimal
from threading import Lock

import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import sync_playwright

from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def chromium():
    """The installed Chromium; tests are skipped where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium is installed")
    # Playwright keeps an event loop in this thread, in which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=QUIET)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def _static_files_as_they_are():
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session")
def live_server(_static_files_as_they_are, live_server):
    """The server of pytest-django; it starts before a test's own settings are made."""
    if connection.vendor == "sqlite":
        _answer_one_at_a_time(live_server.thread.httpd)
    return live_server


def _answer_one_at_a_time(server):
    """Keep two threads from asking one connection at once, as all do of a database in memory.

    One may hold Python and wait for SQLite, and the other hold SQLite and wait for Python, where
    that calls a function written in it: for ever. A site has a connection in each thread.
    """
    answer, turn = server.get_app(), Lock()

    def one_at_a_time(environ, start_response):
        with turn:
            return answer(environ, start_response)

    server.set_app(one_at_a_time)


@pytest.fixture
def open_page(chromium, live_server):
    """A function that opens a page of the site in a window of its own."""
    contexts = []

    def open_page(address="/", width=1280, **options):
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def city(transactional_db, settings):
    """Two franchisees, three fiscal years, and more installations than a page holds."""
    settings.SAMPLE_DATA = True
    altice = FranchiseeFactory(name="Altice USA", website="https://altice.example/")
    FranchiseeAliasFactory(franchisee=altice, name="Cablevision of NYC")
    cable = FranchiseFactory(number="CT-01", franchisee=altice, title="Cable television")
    mobile = FranchiseFactory(
        number="MT-01", franchisee=FranchiseeFactory(name="Verizon"), holdover=True
    )
    cable.boroughs.add(BoroughFactory())
    InstallationFactory.create_batch(54, franchise=mobile, on_street="BROADWAY", fee_zone="A")
    InstallationFactory(
        franchise=cable, kind="kiosk", address="350 5 AVENUE", borough=BoroughFactory()
    )
    InstallationFactory(
        franchise=mobile,
        asset_id="POLE-66",
        on_street="BROADWAY",
        cross_street_1="WEST 66 STREET",
        latitude=40.7738,
        longitude=-73.9779,
    )
    for year in (2012, 2013, 2014):
        FeeAssessmentFactory(franchise=cable, fiscal_year=year, amount=Decimal("8000000.00"))
        FeeCollectionFactory(franchise=cable, fiscal_year=year, amount=Decimal("8000000.00"))
    FeeCollectionFactory(franchise=mobile, amount=Decimal("76099.00"))
    FeeCollectionFactory(franchise=mobile, refund=True)
    return cable
