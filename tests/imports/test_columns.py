"""How a cell is read where a profile says so: dates, points, commas, what means nothing."""

from datetime import date

import pytest

from franchises.imports.columns import Column, Day, Degrees, Dollars, Reading, Text
from franchises.imports.dates import date_reader, format_mistake
from franchises.imports.kept import Kept

TODAY = date(2026, 11, 23)


def read(kind, text, **reading):
    return Column("a", kind, "").parser(Reading(TODAY, **reading))(text)


@pytest.mark.parametrize(
    ("written", "text", "day"),
    [
        ("YYYY-MM-DD", "2017-03-31", date(2017, 3, 31)),
        ("MM/DD/YYYY", "03/31/2017", date(2017, 3, 31)),
        ("milliseconds since 1970", "1557792000000", date(2019, 5, 14)),
        ("milliseconds since 1970", "1557791999999", date(2019, 5, 13)),
        ("milliseconds since 1970", "-1", date(1969, 12, 31)),
        ("seconds since 1970", "1557878399", date(2019, 5, 14)),
        ("M/D/YYYY", "3/1/2017", date(2017, 3, 1)),
        ("M/D/YYYY", "03/01/2017", date(2017, 3, 1)),
        ("DD.MM.YYYY", "31.03.2017", date(2017, 3, 31)),
        ("Mon-DD-YYYY", "Jun-16-2005", date(2005, 6, 16)),
        ("D Mon YYYY", "6 SEP 2005", date(2005, 9, 6)),
        ("Month D, YYYY", "September 6, 2005", date(2005, 9, 6)),
        ("YYYYMMDD", "20170331", date(2017, 3, 31)),
        ("YYYY-MM-DDThh:mm:ss", "2015-12-24T16:52:01", date(2015, 12, 24)),
        ("YYYY-MM-DDThh:mm:ss.fff", "2015-12-24T00:00:00.000", date(2015, 12, 24)),
        # The day that is written, whatever day it was in the city at that hour.
        ("YYYY-MM-DDThh:mm:ssZ", "2013-07-01T03:59:21Z", date(2013, 7, 1)),
        ("M/D/YYYY h:mm:ss AM", "3/14/2019 12:00:00 AM", date(2019, 3, 14)),
        ("M/D/YYYY h:mm AM", "3/14/2019 1:05 pm", date(2019, 3, 14)),
    ],
)
def test_a_date_is_read_in_its_declared_format(written, text, day):
    assert format_mistake(written) is None
    assert date_reader([written])(text) == day


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("YYYY-MM-DD", "2017-03-31T00:00:00"),
        ("YYYY-MM-DDThh:mm:ss", "2017-03-31"),
        ("YYYY-MM-DDThh:mm:ss", "2017-03-31T24:00:00"),
        ("YYYY-MM-DDThh:mm:ss", "2017-03-31T23:60:00"),
        ("M/D/YYYY h:mm AM", "3/14/2019 13:05"),
        ("MM/DD/YYYY", "3/1/2017"),
        ("milliseconds since 1970", "1557792000000.0"),
        ("seconds since 1970", "1.55e9"),
        ("MM/DD/YYYY", "03/31/17"),
        ("Mon-DD-YYYY", "June-16-2005"),
        ("MM/DD/YYYY", "03/31/2017 "),
        ("MM/DD/YYYY", "٠٣/31/2017"),
    ],
)
def test_a_date_in_another_format_is_refused(written, text):
    with pytest.raises(ValueError, match=f"is not a date written {written}"):
        date_reader([written])(text)


def test_a_date_that_no_calendar_has_is_refused():
    with pytest.raises(ValueError, match="is not a day of the calendar"):
        date_reader(["MM/DD/YYYY"])("02/30/2017")
    with pytest.raises(ValueError, match="is not a day of the calendar"):
        date_reader(["seconds since 1970"])("999999999999999")


@pytest.mark.parametrize(
    ("written", "lacking"),
    [
        ("MM/DD", "YYYY"),
        ("MM/DD/YY", "YYYY"),
        ("DD/YYYY", "MM or M or Mon or Month"),
        ("MM/YYYY", "DD or D"),
        ("MM/MM/DD/YYYY", "MM or M or Mon or Month"),
        ("", "YYYY"),
    ],
)
def test_a_format_that_names_no_day_is_no_format(written, lacking):
    assert format_mistake(written).endswith(f"it needs one {lacking}")


def test_an_endless_format_is_no_format():
    assert "longer than 50" in format_mistake("YYYY-MM-DD" + "." * 41)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,50", 123450),
        ("1,5", 150),
        ("(12,00)", -1200),
        ("$1.234,5", 123450),
        ("1.234", 123400),
    ],
)
def test_an_amount_with_a_decimal_comma_is_read_where_the_profile_says_so(text, cents):
    assert read(Dollars(), text, decimal_comma=True) == cents


@pytest.mark.parametrize("text", ["1,234.50", "1234.50", "1.23,50", "1,234"])
def test_an_amount_with_a_decimal_point_is_then_refused(text):
    with pytest.raises(ValueError, match="is not an amount"):
        read(Dollars(), text, decimal_comma=True)


def test_degrees_with_a_decimal_comma_are_read_where_the_profile_says_so():
    assert read(Degrees(90), "40,767358", decimal_comma=True) == 40.767358
    with pytest.raises(ValueError, match="is not in degrees"):
        read(Degrees(90), "40,767358")


@pytest.mark.parametrize(
    "text",
    [
        "POINT (-73.982564 40.767358)",
        "point(-73.982564 40.767358)",
        "SRID=4326;POINT(-73.982564 40.767358)",
        "POINT Z (-73.982564 40.767358 12.5)",
        "MULTIPOINT ((-73.982564 40.767358))",
        "12 MAIN ST\nNEW YORK, NY\n(40.767358, -73.982564)",
        "(40.767358, -73.982564)",
        "40.767358,-73.982564",
    ],
)
def test_a_point_is_both_coordinates(text):
    assert read(Degrees(90), text, is_point=True) == 40.767358
    assert read(Degrees(180), text, is_point=True) == -73.982564


@pytest.mark.parametrize(
    "text",
    [
        "40.767358",
        "POINT (1 2 3)",
        "(40.7; -73.9)",
        "LINESTRING (1 2)",
        "40,73",
        "SRID=2263;POINT(1 2)",
        "MULTIPOINT ((1 2), (3 4))",
        "POINT Z (1 2)",
        "12 MAIN ST\n40.7, -73.9",
    ],
)
def test_what_is_no_point_is_refused(text):
    with pytest.raises(ValueError, match="is not a point such as"):
        read(Degrees(90), text, is_point=True)


def test_a_point_off_the_globe_is_refused():
    with pytest.raises(ValueError, match="is not in degrees from -90 to 90"):
        read(Degrees(90), "(140.7, 40.0)", is_point=True)


def test_what_means_nothing_is_nothing_and_is_missed_where_it_is_needed():
    nothing = {"09/09/9999": "", "n/a": ""}
    assert read(Day(), "09/09/9999", values=nothing) is None
    assert read(Text(), " N/A ", values=nothing) == ""
    needed = Column("a", Text(), "", required=True).parser(Reading(TODAY, values=nothing))
    with pytest.raises(ValueError, match="is empty, and every row needs it"):
        needed("N/A")


def test_what_an_export_kept_is_read_in_one_order():
    assert read(Kept(), '{"b": "2", "a": "1"}') == '{"a": "1", "b": "2"}'
    assert read(Kept(), "") == "{}"


@pytest.mark.parametrize(
    "text",
    ["Clinton", "[]", '{"a": 1}', '{"a": NaN}', '{"a": {"b": "c"}}', "{" * 20_000, "[" * 20_000],
)
def test_what_an_export_cannot_have_kept_is_refused(text):
    with pytest.raises(ValueError, match="is not a JSON object of texts"):
        read(Kept(), text)


@pytest.mark.parametrize("text", [r'{"a": "\u0000"}', r'{"\ud800": "b"}'])
def test_what_is_no_text_to_postgresql_is_refused(text):
    with pytest.raises(ValueError, match="has a character that is no text"):
        read(Kept(), text)
