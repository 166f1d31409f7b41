"""A year closes while an import runs: either the money is in what was frozen, or it is refused."""

import time

import pytest

from tests.imports.cities import Child, throw_away_city

PREPARE = """
from datetime import date
from django.contrib.auth.models import User
from franchises.books.closing import propose_closing
from franchises.models import FeeAssessment, Franchise
franchise = Franchise.objects.get()
for amount, year in ((100, 2013), (100, 2014)):
    FeeAssessment.objects.create(franchise=franchise, fiscal_year=year, amount=amount)
kim, lee = (User.objects.create_superuser(name) for name in ("kim", "lee"))
propose_closing(2013, kim, date(2026, 11, 23), 7)
"""
LOOK = """
from franchises.books.freezing import wrong_with_frozen_years
from franchises.models import FeeCollection, FiscalYear
print(FiscalYear.objects.get(year=2013).state, FeeCollection.objects.count())
print(wrong_with_frozen_years(7))
"""
LIFT = """
from django.db import connection
from franchises.models.guards import take_down_guards
take_down_guards(connection)
"""
PAY = """
from datetime import date
from franchises.models import FeeCollection, Franchise
FeeCollection.objects.create(
    franchise=Franchise.objects.get(),
    fiscal_year=2013,
    amount=7,
    received_on=date(2013, 1, 15),
    reference="W-2",
)
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    with throw_away_city(tmp_path_factory.mktemp("closing")) as city:
        prepared = city.shell(PREPARE)
        assert prepared.end() == 0, prepared.err
        yield city


@pytest.fixture
def city(first):
    return first.copy("race")


@pytest.fixture
def wires(tmp_path):
    path = tmp_path / "wires.csv"
    path.write_text(
        "franchise,fiscal_year,amount,received_on,reference\n"
        "CTV-1,2014,5.00,2014-01-15,W-1\nCTV-1,2013,7.00,2013-01-15,W-2\n"
    )
    return path


def closer(city, *options):
    return Child(city.environment, "-m", "tests.books.closer", *options)


def look(city):
    child = city.shell(LOOK)
    assert child.end() == 0, child.err
    return child.out.splitlines()


def test_d54_a_year_waits_for_an_import_that_writes_to_it(city, wires):
    child = city.start("--wait-at", "committing", "import_fee_collections", wires)
    child.reach("committing")
    closing = closer(city)
    closing.reach("begun")
    time.sleep(1)
    assert closing.process.poll() is None
    assert child.go_on().end() == 0, child.err
    closing.end()
    assert "The figures of FY2013 have changed since you looked" in closing.out, closing.err
    assert look(city) == ["proposed 2", "[]"]
    again = closer(city)
    again.end()
    assert again.out.endswith("closed\n"), again.err
    assert look(city) == ["closed 2", "[]"]


def test_d54_an_import_that_comes_to_a_year_as_it_closes_is_refused(city, wires):
    closing = closer(city, "--wait")
    closing.reach("frozen")
    child = city.start("import_fee_collections", wires)
    time.sleep(2)
    assert child.process.poll() is None
    closing.go_on().end()
    assert closing.out.endswith("closed\n"), closing.err
    assert child.end() == 2, child.err
    assert "Traceback" not in child.err
    assert look(city) == ["closed 0", "[]"]


def test_without_its_guards_the_race_is_lost_and_found_out(city):
    """The negative control: money lands in a year after it was frozen.

    It comes by a door that does not look first whether the year is closed, as an import does.
    """
    closing = closer(city, "--wait")
    closing.reach("frozen")
    lifted = city.shell(LIFT)
    time.sleep(2)
    closing.go_on().end()
    assert lifted.end() == 0, lifted.err
    paid = city.shell(PAY)
    assert paid.end() == 0, paid.err
    assert look(city) == [
        "closed 1",
        "['FY2013: FY2013 revision 1 and the ledger differ on the accrual basis.',"
        " 'FY2013: FY2013 revision 1 and the ledger differ on the cash basis.']",
    ]
