"""Re-zonings: each begins in the zone on record, and a list of installations agrees with them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.imports.undoing.undo import undo_run
from franchises.models import ImportRun, Installation, ZoneChange
from tests.factories import FranchiseFactory, InstallationFactory, ZoneChangeFactory
from tests.imports.running import content, csv_of, loaded, ran, refused, table

pytestmark = pytest.mark.django_db

HEADER = ["source", "asset_id", "old_zone", "new_zone", "effective_on"]
POLE = "source,asset_id,franchise,kind,status,fee_zone"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def pole():
    """Pole 7 of the list poles, in zone A."""
    return InstallationFactory(
        source="poles", asset_id="7", franchise=FranchiseFactory(number="F-1"), fee_zone="A"
    )


def moved(path, *rows):
    return csv_of(path, HEADER, *(["poles", "7", *row] for row in rows))


def changes():
    return [
        (old, new, day.isoformat())
        for old, new, day in ZoneChange.objects.order_by("effective_on").values_list(
            "old_zone", "new_zone", "effective_on"
        )
    ]


def told(path):
    return refused("rezonings", path).lines[:-1]


def test_a_rezoning_from_the_zone_on_record_is_loaded(path, pole):
    assert loaded("rezonings", moved(path, ["A", "B", "2013-01-01"])) == (1, 0, 0)
    assert changes() == [("A", "B", "2013-01-01")]
    assert ZoneChange.objects.get().installation == pole
    assert loaded("rezonings", path) == (0, 0, 1)


def test_the_zone_of_the_installation_stays_that_before_its_first_rezoning(path, pole):
    loaded("rezonings", moved(path, ["A", "B", "2013-01-01"]))
    assert Installation.objects.get().fee_zone == "A"


def test_the_headings_of_a_citys_own_file_are_known_and_need_no_source(path, pole):
    InstallationFactory(source="kiosks", asset_id="8")
    csv_of(path, ["ID", "Old zone", "New zone", "From"], ["7", "A", "B", "2013-01-01"])
    assert loaded("rezonings", path) == (1, 0, 0)
    assert ZoneChange.objects.get().installation == pole


def test_an_old_zone_that_is_not_that_on_record_is_refused(path, pole):
    rows = [["A", "B", "2013-01-01"], ["A", "C", "2014-01-01"]]
    assert told(moved(path, *rows)) == [
        "a.csv:3:old_zone: A: is not the zone of poles 7 before 2014-01-01, which is B"
    ]
    assert told(moved(path, ["B", "C", "2013-01-01"])) == [
        "a.csv:2:old_zone: B: is not the zone of poles 7 before 2013-01-01, which is A"
    ]
    assert told(moved(path, ["", "C", "2013-01-01"])) == [
        "a.csv:2:old_zone: is not the zone of poles 7 before 2013-01-01, which is A"
    ]
    Installation.objects.update(fee_zone="")
    assert told(moved(path, ["A", "B", "2013-01-01"])) == [
        "a.csv:2:old_zone: A: is not the zone of poles 7 before 2013-01-01, which had none"
    ]
    assert loaded("rezonings", moved(path, ["", "B", "2013-01-01"])) == (1, 0, 0)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_chain_in_one_file_may_come_in_any_order(path, pole, order):
    rows = [["A", "B", "2013-01-01"], ["B", "A", "2013-07-01"], ["A", "C", "2014-01-01"]]
    assert loaded("rezonings", moved(path, *(rows[n] for n in order))) == (3, 0, 0)
    assert changes() == [tuple(row) for row in rows]


def test_a_rezoning_on_the_day_of_another_is_of_that_day_and_no_other(path, pole):
    ZoneChangeFactory(installation=pole, effective_on=date(2013, 1, 1))
    assert loaded("rezonings", moved(path, ["B", "C", "2013-01-02"])) == (1, 0, 0)
    ZoneChange.objects.filter(new_zone="C").delete()
    assert told(moved(path, ["B", "C", "2012-12-31"])) == [
        "a.csv:2:old_zone: B: is not the zone of poles 7 before 2012-12-31, which is A",
        "a.csv:2:new_zone: C: does not fit the next re-zoning of poles 7, on 2013-01-01, which"
        " begins in zone A",
    ]


def test_one_between_two_on_record_must_fit_both(path, pole):
    ZoneChangeFactory(installation=pole, effective_on=date(2013, 1, 1))
    ZoneChangeFactory(installation=pole, old_zone="B", new_zone="C", effective_on=date(2015, 1, 1))
    assert told(moved(path, ["B", "D", "2014-01-01"])) == [
        "a.csv:2:new_zone: D: does not fit the next re-zoning of poles 7, on 2015-01-01, which"
        " begins in zone B"
    ]
    there_and_back = [["B", "D", "2014-01-01"], ["D", "B", "2014-07-01"]]
    assert loaded("rezonings", moved(path, *there_and_back)) == (2, 0, 0)
    assert [new for _, new, _ in changes()] == ["B", "D", "B", "C"]


def test_another_zone_for_a_day_on_record_waits_for_a_persons_word(path, pole):
    ZoneChangeFactory(installation=pole, effective_on=date(2013, 1, 1))
    moved(path, ["A", "C", "2013-01-01"])
    assert refused("rezonings", path).lines[0] == (
        "flag zone-changed: 1 re-zoning: another fee zone than before (poles 7 2013-01-01)"
    )
    assert loaded("rezonings", path) == (0, 1, 0)
    assert changes() == [("A", "C", "2013-01-01")]


def test_another_zone_for_a_day_on_record_must_fit_the_next(path, pole):
    ZoneChangeFactory(installation=pole, effective_on=date(2013, 1, 1))
    ZoneChangeFactory(installation=pole, old_zone="B", new_zone="C", effective_on=date(2015, 1, 1))
    assert told(moved(path, ["A", "D", "2013-01-01"])) == [
        "a.csv:2:new_zone: D: does not fit the next re-zoning of poles 7, on 2015-01-01, which"
        " begins in zone B"
    ]
    both = [["A", "D", "2013-01-01"], ["D", "C", "2015-01-01"]]
    assert loaded("rezonings", moved(path, *both)) == (0, 2, 0)


def test_an_installation_that_is_not_on_record_is_refused(path, pole):
    rows = [["poles", "8"], ["poels", "7"], ["", "9"], ["x", "7"]]
    csv_of(path, HEADER, *([*row, "A", "B", "2013-01-01"] for row in rows))
    assert told(path) == [
        "a.csv:2:asset_id: 8: is not the id of an installation of poles on record",
        "a.csv:3:source: poels: is not the source of an installation on record (nearest: poles)",
        "a.csv:4:asset_id: 9: is not the id of an installation on record",
        "a.csv:5:source: x: is not the source of an installation on record",
    ]


def test_an_id_of_two_lists_needs_its_source(path, pole):
    InstallationFactory(source="kiosks", asset_id="7", fee_zone="A")
    csv_of(path, ["id", "old zone", "new zone", "from"], ["7", "A", "B", "2013-01-01"])
    assert told(path) == [
        "a.csv:2:id: 7: is an id in several lists (kiosks, poles): say which in the column source"
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["A", "A", "2013-01-01"], "new_zone: A: is the old zone: nothing changes"),
        (["A", "", "2013-01-01"], "new_zone: is empty, and every row needs it"),
        (["A", "B", "2013-02-30"], "effective_on: 2013-02-30: is not a day of the calendar"),
        (["A", "B" * 21, "2013-01-01"], f"new_zone: {'B' * 21}: is longer than 20 characters"),
    ],
)
def test_a_wrong_rezoning_is_refused(path, pole, row, words):
    assert told(moved(path, row))[0].startswith(f"a.csv:2:{words}")


def test_the_same_day_twice_is_refused_and_both_lines_named(path, pole):
    header = ["id", "old zone", "new zone", "from", "source"]
    rows = [["7", "A", "B", "2013-01-01", ""], ["7", "A", "C", "2013-01-01", "poles"]]
    assert told(csv_of(path, header, *rows)) == [
        "a.csv:3:source + id + from: poles 7 2013-01-01: is on line 2 already: which of the two is"
        " right?"
    ]


def test_where_rows_are_left_out_so_is_what_stood_on_them(path, pole, tmp_path):
    other = InstallationFactory(source="poles", asset_id="8", fee_zone="A")
    rows = [["B", "C", "2013-01-01"], ["C", "D", "2014-01-01"]]
    moved(path, *rows)
    with path.open("a") as file:
        file.write("poles,8,A,B,2013-01-01\n")
    errors = tmp_path / "bad.csv"
    ended = ran("rezonings", path, on_error="skip", errors=errors, json=True)
    assert (ended.status, ended.result["rows"]["refused"]) == (0, 2)
    assert ZoneChange.objects.get().installation == other
    assert errors.read_text().splitlines()[1:] == [
        '2,"old_zone: is not the zone of poles 7 before 2013-01-01, which is A",'
        "poles,7,B,C,2013-01-01",
        '3,"old_zone: is not the zone of poles 7 before 2014-01-01, which is A",'
        "poles,7,C,D,2014-01-01",
    ]


def test_an_undo_goes_back_unless_a_later_one_stands_on_it(path, pole):
    loaded("rezonings", moved(path, ["A", "B", "2013-01-01"]))
    first = ImportRun.objects.first()
    loaded("rezonings", moved(path, ["B", "C", "2014-01-01"]))
    second = ImportRun.objects.first()
    assert [each.worded() for each in undo_run(first.pk).obstacles] == [
        "zone change poles 7 in zone B from 2013-01-01: the installation was moved to another zone"
        " on 2014-01-01 as well"
    ]
    assert undo_run(second.pk).counts.deleted == 1
    assert undo_run(first.pk).counts.deleted == 1
    assert changes() == []
    assert Installation.objects.get().fee_zone == "A"


def test_a_list_with_the_zone_of_today_agrees_and_writes_no_zone(tmp_path, pole):
    ZoneChangeFactory(installation=pole, effective_on=date(2013, 1, 1))
    ZoneChangeFactory(
        installation=pole, old_zone="B", new_zone="C", effective_on=date(2026, 11, 24)
    )
    before = content()
    for zone in ("A", "B"):
        path = table(tmp_path, POLE, f"poles,7,F-1,pole_top,installed,{zone}")
        assert loaded("installations", path) == (0, 0, 1)
        assert content() == before
    path = table(tmp_path, POLE, "poles,7,F-1,kiosk,installed,B")
    assert loaded("installations", path) == (0, 1, 0)
    assert Installation.objects.values_list("kind", "fee_zone").get() == ("kiosk", "A")


@pytest.mark.parametrize("zone", ["C", "D", ""])
def test_a_list_that_contradicts_the_rezonings_is_refused(tmp_path, pole, zone):
    ZoneChangeFactory(installation=pole, effective_on=date(2013, 1, 1))
    ZoneChangeFactory(
        installation=pole, old_zone="B", new_zone="C", effective_on=date(2026, 11, 24)
    )
    path = table(tmp_path, POLE, f"poles,7,F-1,pole_top,installed,{zone}")
    value = f" {zone}:" if zone else ""
    assert refused("installations", path).lines[0] == (
        f"file.csv:2:fee_zone:{value} is not the zone of poles 7 on 2026-11-23: its re-zonings say"
        " B; record another with import_rezonings"
    )


def test_a_list_agrees_with_a_rezoning_that_begins_today(tmp_path, pole):
    ZoneChangeFactory(installation=pole, effective_on=date(2026, 11, 23))
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,B")
    assert loaded("installations", path) == (0, 0, 1)
    ZoneChange.objects.update(effective_on=date(2026, 11, 24))
    assert "its re-zonings say A" in refused("installations", path).lines[0]


def test_an_installation_without_rezonings_that_changes_its_zone_is_flagged(tmp_path, pole):
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,B")
    assert refused("installations", path).lines[0] == (
        "flag zone-changed: 1 installation: another fee zone than before (poles 7)"
    )
    assert loaded("installations", path, accept="zone-changed") == (0, 1, 0)
    Installation.objects.update(fee_zone="")
    assert loaded("installations", path, accept="") == (0, 1, 0)


def test_a_list_without_zones_asks_nothing_of_the_rezonings(tmp_path, pole):
    ZoneChangeFactory(installation=pole)
    path = table(tmp_path, POLE.removesuffix(",fee_zone"), "poles,7,F-1,pole_top,installed")
    assert loaded("installations", path) == (0, 0, 1)


def test_many_rezonings_cost_no_more_queries_than_one(path, pole):
    for number in range(100):
        InstallationFactory(
            source="poles", asset_id=f"n{number}", franchise=pole.franchise, fee_zone="A"
        )
    rows = [["poles", f"n{number}", "A", "B", "2013-01-01"] for number in range(100)]
    with CaptureQueriesContext(connection) as few:
        loaded("rezonings", csv_of(path, HEADER, rows[0]), dry_run=True)
    with CaptureQueriesContext(connection) as many:
        loaded("rezonings", csv_of(path, HEADER, *rows), dry_run=True)
    assert len(many) == len(few) < 40
    loaded("rezonings", path)
    with CaptureQueriesContext(connection) as again:
        assert loaded("rezonings", path) == (0, 0, 100)
    assert len(again) < 40
