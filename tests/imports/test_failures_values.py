"""Values that no column takes, or that it takes in one way alone, by the numbers of the list."""

# ruff: noqa: RUF001 (characters that look like others are what is tested here)

from datetime import date
from decimal import Decimal

import pytest

from franchises.models import FeeCollection, Franchise, Franchisee, Installation
from tests.factories import FranchiseeFactory, FranchiseFactory
from tests.imports.running import csv_of, loaded, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture(autouse=True)
def cable():
    """In force from 1 July 2010 to 30 June 2030."""
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def wire(path, **cells):
    row = {"franchise": "CTV-1", "fiscal_year": "2013", "amount": "1"} | cells
    return csv_of(path, [*row], [*row.values()])


def contract(path, **cells):
    row = {
        "number": "CTV-2",
        "franchisee": "Altice USA",
        "franchise_type": "cable-television",
        "effective_on": "2011-07-01",
        "expires_on": "2026-06-30",
    } | cells
    return csv_of(path, [*row], [*row.values()])


def pole(path, **cells):
    row = {
        "source": "poles",
        "asset_id": "7",
        "franchise": "CTV-1",
        "kind": "pole_top",
        "status": "installed",
    } | cells
    return csv_of(path, [*row], [*row.values()])


def refusal_of(dataset, path):
    """The first thing that is said of a file that is refused, without its name and line."""
    file, line, told = refused(dataset, path).lines[0].split(":", 2)
    assert (file, line) == ("a.csv", "2")
    return told


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("$1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        ("1234", "1234.00"),
        ("0", "0.00"),
        (" 12.00 ", "12.00"),
        ("100,000,000,000.00", "100000000000.00"),
    ],
)
def test_c31_dollars_are_read_to_the_cent(path, written, amount):
    loaded("fee_collections", wire(path, amount=written))
    assert FeeCollection.objects.get().amount == Decimal(amount)


@pytest.mark.parametrize("written", ["(12.00)", "-12.00", "($12)", "-$12.0"])
def test_c31_parentheses_or_a_minus_are_a_negative(path, written):
    loaded("fee_collections", wire(path, amount=written, kind="refund", note="paid twice"))
    assert FeeCollection.objects.get().amount == Decimal("-12.00")


@pytest.mark.parametrize(
    "written",
    [
        "1.234,50",
        "1,23",
        "12.",
        ".5",
        "+7",
        "1,2345.00",
        "12,34,567",
        "1 234",
        "$",
        "--1",
        "(-1)",
        "(1",
        "1)",
        "$-1",
        "USD 1",
        "1e3",
        "0x10",
        "1.5.5",
        "12 ¢",
    ],
)
def test_c32_an_amount_in_another_way_is_refused_and_not_guessed(path, written):
    assert refusal_of("fee_collections", wire(path, amount=written)) == (
        f"amount: {written}: is not an amount such as 1234.50, $1,234.50 or (1,234.50)"
    )


@pytest.mark.parametrize("written", ["1_000", "١٢٣", "１２３", "1２3", "²", "Ⅻ", "১"])
def test_c33_digits_of_other_scripts_are_no_amount(path, written):
    assert "is not an amount" in refusal_of("fee_collections", wire(path, amount=written))


@pytest.mark.parametrize(
    "written", ["２０１３", "٢٠١٣", "2_013", "2013.0", "FY2013", "+2013", "2,013"]
)
def test_c33_nor_a_year(path, written):
    assert refusal_of("fee_collections", wire(path, fiscal_year=written)) == (
        f"fiscal_year: {written}: is not a whole number from 1900 to 2200"
    )


@pytest.mark.parametrize("written", ["２０１３-01-01", "2013-01-0१"])
def test_c33_nor_a_date(path, written):
    told = refusal_of("fee_collections", wire(path, received_on=written))
    assert told == f"received_on: {written}: is not a date written YYYY-MM-DD"


@pytest.mark.parametrize(
    "written", ["٤٠.5", "1_0.5", "４０.5", "40,5", "40.", ".5", "1e1", "N40.5"]
)
def test_c33_nor_a_coordinate(path, written):
    told = refusal_of("installations", pole(path, latitude=written, longitude="-73.9"))
    assert told == f"latitude: {written}: is not in degrees from -90 to 90"


@pytest.mark.parametrize("written", ["NaN", "sNaN", "Infinity", "-Infinity", "inf", "nan"])
def test_c34_what_is_no_number_is_no_amount_and_no_coordinate(path, written):
    assert "is not an amount" in refusal_of("fee_collections", wire(path, amount=written))
    where = pole(path, latitude=written, longitude=written)
    assert "is not in degrees" in refusal_of("installations", where)


@pytest.mark.parametrize("written", ["1e400", "9" * 5_000, "0" * 21, "1" + "0" * 20])
def test_c35_an_endless_amount_is_refused(path, written):
    told = refusal_of("fee_collections", wire(path, amount=written))
    assert "is longer than 20 characters" in told or "is not an amount" in told
    assert len(told) < 200


@pytest.mark.parametrize("written", ["12.005", "1e-7", "0.001", "1.000"])
def test_c36_a_fraction_of_a_cent_is_refused_and_not_rounded(path, written):
    assert "is not an amount" in refusal_of("fee_collections", wire(path, amount=written))


@pytest.mark.parametrize("kind", ["fee", "interest", "penalty", ""])
def test_c37_a_negative_that_is_no_refund_is_refused(path, kind):
    row = wire(path, amount="-5.00", kind=kind, note="because")
    assert refusal_of("fee_collections", row) == (
        "amount: -5.00: is negative: only kind refund may be"
    )


def test_c37_a_refund_without_a_note_is_refused(path):
    row = wire(path, amount="-5.00", kind="refund", note=" ")
    assert refusal_of("fee_collections", row) == "note: is empty: a refund says why it was made"
    row = wire(path, amount="-5.00", kind="refund")
    assert refusal_of("fee_collections", row) == "note: is empty: a refund says why it was made"


@pytest.mark.parametrize("amount", ["5.00", "0", "-0.00"])
def test_c37_a_refund_that_is_not_negative_is_refused(path, amount):
    row = wire(path, amount=amount, kind="refund", note="because")
    assert refusal_of("fee_collections", row) == (
        f"amount: {amount}: is not negative, as a refund is"
    )


def test_c37_a_negative_assessment_is_refused(path):
    assert refusal_of("fee_assessments", wire(path, amount="-0.01")) == (
        "amount: -0.01: is negative: nobody owes less than 0"
    )


@pytest.mark.parametrize("written", ["-0.00", "(0)", "-$0"])
def test_c38_minus_nothing_is_nothing(path, written):
    loaded("fee_collections", wire(path, amount=written))
    assert str(FeeCollection.objects.get().amount) == "0.00"


@pytest.mark.parametrize("written", ["100,000,000,000.01", "100000000001", "999999999999.99"])
def test_c39_more_than_100_billion_is_refused(path, written):
    assert refusal_of("fee_collections", wire(path, amount=written)) == (
        f"amount: {written}: is more than $100,000,000,000.00 either way"
    )


@pytest.mark.parametrize(
    "written", ["2013-02-30", "2013-13-01", "2013-00-10", "2013-01-00", "2013-02-29", "0000-01-01"]
)
def test_c40_a_day_that_no_calendar_has_is_refused(path, written):
    assert refusal_of("fee_collections", wire(path, received_on=written)) == (
        f"received_on: {written}: is not a day of the calendar"
    )


@pytest.mark.parametrize("written", ["13-01-15", "1/15/13", "15-Jan-13", "'13-01-15"])
def test_c41_a_year_of_two_digits_is_refused(path, written):
    assert "is not a date written YYYY-MM-DD" in refusal_of(
        "fee_collections", wire(path, received_on=written)
    )


@pytest.mark.parametrize(
    "written",
    [
        "2013-2-3",
        "2013-W01-1",
        "20130101",
        "2013/01/15",
        "01/15/2013",
        "Jan-15-2013",
        "2013-01-15T00:00:00",
        "2013-01-15 00:00",
        "2013-015",
        "41289",
        "2013-01-15Z",
        "today",
        "2013-01",
        "N/A",
        "2013–01–15",
    ],
)
def test_c42_a_date_in_another_format_is_refused(path, written):
    assert refusal_of("fee_collections", wire(path, received_on=written)) == (
        f"received_on: {written}: is not a date written YYYY-MM-DD"
    )


@pytest.mark.parametrize("day", ["2026-11-23", "1950-01-01"])
def test_c43_a_date_at_its_bounds_is_good(path, day):
    assert loaded("fee_collections", wire(path, received_on=day)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("day", "rule"),
    [("2026-11-24", "is in the future"), ("1949-12-31", "is before 1950-01-01")],
)
def test_c43_money_is_not_received_in_the_future_nor_before_1950(path, day, rule):
    assert refusal_of("fee_collections", wire(path, received_on=day)) == (
        f"received_on: {day}: {rule}"
    )


def test_c43_a_date_is_at_most_50_years_ahead(path):
    assert loaded("fee_assessments", wire(path, due_on="2076-11-23")) == (1, 0, 0)
    assert refusal_of("fee_assessments", wire(path, due_on="2076-11-24")) == (
        "due_on: 2076-11-24: is after 2076-11-23, 50 years from now"
    )


def test_c43_a_franchise_may_be_of_1850(path):
    assert loaded("franchises", contract(path, effective_on="1850-01-01")) == (1, 0, 0)
    assert refusal_of("franchises", contract(path, effective_on="1849-12-31")) == (
        "effective_on: 1849-12-31: is before 1850-01-01"
    )


def test_c44_fifty_years_after_29_february_is_28_february(path, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2024, 2, 29))
    assert loaded("franchises", contract(path, expires_on="2074-02-28")) == (1, 0, 0)
    assert "is after 2074-02-28" in refusal_of(
        "franchises", contract(path, expires_on="2074-03-01")
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Al\u200btice", "U+200B"),
        ("Altice\u202eASU", "U+202E"),
        ("Al\u00adtice", "U+00AD"),
        ("\ufeffAltice", "U+FEFF"),
        ("Al\u2028tice", "U+2028"),
        ("Al\u0085tice", "U+0085"),
        ("Al\ue000tice", "U+E000"),
        ("Al\uffffötice", "U+FFFF"),
    ],
)
def test_c45_an_invisible_character_is_refused_and_named(path, name, code):
    told = refusal_of("franchisees", csv_of(path, ["name"], [name]))
    assert told.endswith(f": has the invisible or control character {code}")
    assert told.isprintable()


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x7f", "\x0b", "\x1f", "\x0c"])
@pytest.mark.parametrize("column", ["name", "notes"])
def test_c45_a_control_character_is_refused_in_names_and_notes(path, character, column):
    row = {"name": "Altice", "notes": ""}
    row[column] = f"Al{character}tice"
    told = refusal_of("franchisees", csv_of(path, [*row], [*row.values()]))
    assert told.endswith(": has a control character")


def test_c45_a_tab_and_a_line_end_are_good_in_notes_alone(path):
    header = ["name", "notes"]
    assert loaded("franchisees", csv_of(path, header, ["A", "one\n\ttwo"])) == (1, 0, 0)
    told = refusal_of("franchisees", csv_of(path, header, ["A\tB", ""]))
    assert told == "name: A\\tB: has a control character"


@pytest.mark.parametrize(
    "spelled",
    [
        "Société\u00a0Générale",
        "SOCIÉTÉ GÉNÉRALE",
        "Socie\u0301te\u0301 Ge\u0301ne\u0301rale ",
        " ｓociété  générale",
    ],
)
def test_c46_one_name_in_several_spellings_is_one(path, spelled):
    holder = FranchiseeFactory(name="Société Générale")
    assert loaded("franchises", contract(path, franchisee=spelled)) == (1, 0, 0)
    assert Franchise.objects.get(number="CTV-2").franchisee == holder


def test_c46_a_name_is_stored_as_it_is_spelled(path):
    loaded("franchisees", csv_of(path, ["name"], [" Socie\u0301te\u0301\u00a0 "]))
    assert Franchisee.objects.get(name_key="société").name == "Socie\u0301te\u0301"


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        ("Аltice", "Cyrillic and Latin"),
        ("Altiсe", "Cyrillic and Latin"),
        ("Αltice", "Greek and Latin"),
    ],
)
def test_c47_one_letter_of_another_alphabet_is_refused(path, name, scripts):
    told = refusal_of("franchisees", csv_of(path, ["name"], [name]))
    assert told == f"name: {name}: mixes alphabets ({scripts})"


@pytest.mark.parametrize("name", ["Ростелеком", "Cosmoté", "Ελληνικά", "東京 Metro"])
def test_c47_a_name_in_one_alphabet_is_good(path, name):
    assert loaded("franchisees", csv_of(path, ["name"], [name])) == (1, 0, 0)


def test_c48_a_name_is_at_most_200_characters(path):
    assert loaded("franchisees", csv_of(path, ["name"], ["é" * 200])) == (1, 0, 0)
    told = refusal_of("franchisees", csv_of(path, ["name"], ["é" * 201]))
    assert told.endswith("…: is longer than 200 characters")


@pytest.mark.parametrize("column", ["name", "other_names"])
@pytest.mark.parametrize("name", ["ß" * 101, "ﷺ" * 12])
def test_c48_a_name_that_is_longer_than_it_looks_is_refused(path, column, name):
    row = {"name": "Altice", "other_names": ""}
    row[column] = name
    told = refusal_of("franchisees", csv_of(path, [*row], [*row.values()]))
    assert told == (
        f"{column}: {name[:79] + '…' if len(name) > 80 else name}:"
        " is longer than 200 characters when written out"
    )


def test_c48_an_emoji_is_kept(path):
    loaded("franchisees", csv_of(path, ["name"], ["Kiosk 📶 Co"]))
    assert Franchisee.objects.filter(name="Kiosk 📶 Co", slug="kiosk-co").exists()


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "ftp://a.example", "//a.example", "http://", "https://a b"]
)
def test_an_address_that_is_not_of_the_web_is_refused(path, website):
    told = refusal_of("franchisees", csv_of(path, ["name", "website"], ["A", website]))
    assert told.endswith("is not an address beginning http:// or https://")


@pytest.mark.parametrize("number", ["CTV 1", "CTV/1", "-CTV", ".1", "CTV-é", "ＣTV-1", "a" * 51])
def test_a_number_that_has_no_place_in_an_address_is_refused(path, number):
    assert refusal_of("franchises", contract(path, number=number)).startswith("number: ")


@pytest.mark.parametrize("word", ["YES", " Yes ", "yes"])
def test_yes_is_yes_whatever_its_case(path, word):
    loaded("franchises", contract(path, published=word))
    assert Franchise.objects.get(number="CTV-2").is_published is True


@pytest.mark.parametrize("word", ["true", "1", "Y", "False", "ja", "yes no"])
def test_what_is_neither_yes_nor_no_is_refused(path, word):
    told = refusal_of("franchises", contract(path, published=word))
    assert told == f"published: {word}: is not one of yes, no"


@pytest.mark.parametrize("word", ["Pole top", "POLE_TOP", "pole top"])
def test_a_word_of_a_list_is_known_whatever_its_case(path, word):
    loaded("installations", pole(path, kind=word))
    assert Installation.objects.get().kind == "pole_top"


def test_a_word_that_is_not_of_the_list_is_refused_with_the_list(path):
    assert refusal_of("installations", pole(path, status="live")) == (
        "status: live: is not one of proposed, approved, installed, suspended, removed"
    )


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("90", "-180"), ("-90.0", "180"), ("40.767358", "-73.982564")]
)
def test_coordinates_are_read_up_to_their_bounds(path, latitude, longitude):
    loaded("installations", pole(path, latitude=latitude, longitude=longitude))
    place = Installation.objects.get()
    assert (place.latitude, place.longitude) == (float(latitude), float(longitude))


@pytest.mark.parametrize(("latitude", "longitude"), [("90.1", "0"), ("0", "180.000001")])
def test_coordinates_past_their_bounds_are_refused(path, latitude, longitude):
    told = refusal_of("installations", pole(path, latitude=latitude, longitude=longitude))
    assert "is not in degrees" in told


@pytest.mark.parametrize(("latitude", "longitude"), [("40.7", ""), ("", "-73.9")])
def test_one_coordinate_without_the_other_is_refused(path, latitude, longitude):
    told = refusal_of("installations", pole(path, latitude=latitude, longitude=longitude))
    assert told.endswith("goes with longitude: give both or neither")


@pytest.mark.parametrize("column", ["source", "asset_id", "kind", "status"])
def test_what_every_row_needs_is_refused_where_it_is_empty(path, column):
    told = refusal_of("installations", pole(path, **{column: " "}))
    assert told == f"{column}: is empty, and every row needs it"
