"""Files that nobody has seen, a second time: how they are written, cell by cell and row by row.

All of it is invented. Each is loaded exactly right with no more than a profile, or refused with
one sentence that says what to do.
"""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from franchises.imports.profiles import Profile, read_profile
from franchises.imports.profiles.mistakes import mistakes_of
from franchises.imports.profiles.written import as_toml
from franchises.models import FeeCollection, Franchisee, Installation
from tests.factories import FranchiseeFactory, FranchiseFactory
from tests.imports.running import loaded, ran, refused
from tests.imports.workbooks import workbook_of

pytestmark = pytest.mark.django_db

ROW = "1,Beacon Wireless,kiosk,installed,x"
HEAD = "asset_id,franchisee,kind,status,source"


@pytest.fixture(autouse=True)
def beacon():
    return FranchiseFactory(number="BW-1", franchisee=FranchiseeFactory(name="Beacon Wireless"))


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def profile(path: Path, text: str) -> str:
    return str(written(path.with_suffix(".toml"), f'dataset = "installations"\n{text}'))


def only_problem(dataset: str, path: Path, **options: object) -> str:
    ended = refused(dataset, path, **options)
    assert len(ended.lines) == 2, ended.err
    return ended.lines[0].removeprefix(f"{path.name}:").strip()


KREIS = (
    "Nr;Betreiber;Art;Zustand;Straße;Breite;Länge;Inbetriebnahme\r\n"
    "100;Beacon Wireless;Mast;in Betrieb;Große Straße;40,7301;-74,0031;31.03.2019\r\n"
    "101;Beacon Wireless;Mast;geplant;Am Ölberg;40,7302;östlich;\r\n"
)
KREIS_PROFILE = """separated_by = "semicolons"
decimal_comma = true
[headings]
Nr = "asset_id"
Betreiber = "franchisee"
Art = "kind"
Zustand = "status"
"Straße" = "on_street"
Breite = "latitude"
"Länge" = "longitude"
Inbetriebnahme = "activated_on"
[constants]
source = "kreis"
[date_formats]
activated_on = "DD.MM.YYYY"
[values.kind]
Mast = "pole_top"
[values.status]
"in Betrieb" = "installed"
geplant = "proposed"
"""


def test_semicolons_latin_1_and_decimal_commas_are_loaded_as_a_profile_says(tmp_path):
    path = written(tmp_path / "kreis.csv", KREIS.replace("östlich", "-74,0032"), "latin-1")
    options = {"profile": profile(path, KREIS_PROFILE), "encoding": "latin-1"}
    assert loaded("installations", path, **options) == (2, 0, 0)
    first = Installation.objects.get(asset_id="100")
    assert (first.on_street, first.latitude, first.longitude) == ("Große Straße", 40.7301, -74.0031)
    assert (first.kind, first.activated_on) == ("pole_top", date(2019, 3, 31))
    assert loaded("installations", path, **options) == (0, 0, 2)


def test_bad_rows_in_another_encoding_and_with_semicolons_load_once_mended(tmp_path):
    """The bad rows are UTF-8 with commas, and read with the options of the file they came from."""
    path, bad = written(tmp_path / "kreis.csv", KREIS, "latin-1"), tmp_path / "bad.csv"
    options = {"profile": profile(path, KREIS_PROFILE), "encoding": "latin-1"}
    assert loaded("installations", path, **options, on_error="skip", errors=bad) == (1, 0, 0)
    written(bad, bad.read_text("utf-8").replace("östlich", '"-74,0032"'))
    assert loaded("installations", bad, **options) == (1, 0, 0)
    assert Installation.objects.get(asset_id="101").on_street == "Am Ölberg"


@pytest.mark.parametrize(
    ("separated_by", "delimiter", "encoding"),
    [("tabs", "\t", "utf-16"), ("bars", "|", "utf-8"), ("semicolons", ";", "cp1252")],
)
def test_what_separates_the_cells_is_said_by_a_profile(tmp_path, separated_by, delimiter, encoding):
    text = f"{HEAD}\n{ROW}\n".replace(",", delimiter)
    path = written(tmp_path / "a.csv", text, encoding)
    options = {"encoding": encoding}
    told = only_problem("installations", path, **options)
    assert told.startswith(f"1: is separated by {separated_by}, not by commas: save it as CSV")
    options["profile"] = profile(path, f'separated_by = "{separated_by}"')
    assert loaded("installations", path, **options) == (1, 0, 0)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_headings_in_quotes_hide_no_other_separator(tmp_path, delimiter):
    text = f'"{HEAD}"\n"{ROW}"\n'.replace(",", f'"{delimiter}"')
    told = only_problem("installations", written(tmp_path / "a.csv", text))
    assert told.startswith("1: is separated by ")
    again = written(tmp_path / "b.csv", text.replace(delimiter, ","))
    assert loaded("installations", again) == (1, 0, 0)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman"])
def test_utf_8_that_is_named_something_else_is_not_garbled(tmp_path, encoding):
    path = written(tmp_path / "a.csv", f"{HEAD},address\n{ROW},Café 1\n")
    told = only_problem("installations", path, encoding=encoding)
    assert told.startswith(f"is utf-8 text, and not {encoding}, as which it would be garbled")
    written(path, f"{HEAD},address\n{ROW},Café 1\n", encoding)
    assert loaded("installations", path, encoding=encoding) == (1, 0, 0)
    assert Installation.objects.get().address == "Café 1"


def test_text_of_ascii_alone_is_read_in_any_encoding(tmp_path):
    path = written(tmp_path / "a.csv", f"{HEAD}\n{ROW}\n")
    assert loaded("installations", path, encoding="cp1252") == (1, 0, 0)


def test_a_profile_that_says_something_else_than_the_file_is_refused(tmp_path):
    path = written(tmp_path / "a.csv", f"{HEAD}\n{ROW}\n")
    told = only_problem("installations", path, profile=profile(path, 'separated_by = "tabs"'))
    assert told.startswith("1: is separated by commas, not by tabs: save it as CSV with tabs")


def test_a_profile_of_tabs_is_the_same_as_a_file_of_toml(tmp_path):
    made = Profile("a", "installations", separated_by="tabs", has_heading_row=False)
    assert read_profile(written(tmp_path / "a.toml", as_toml(made))) == made


def test_a_profile_names_a_separator_that_there_is():
    told = mistakes_of(Profile("a", "installations", separated_by=";"))
    assert told == ["separated_by is one of commas, semicolons, tabs, bars, not ;"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_file_that_says_itself_what_separates_its_cells_is_believed(tmp_path, delimiter):
    text = f"sep=,\n{HEAD}\n{ROW}\n2,Cobalt Fiber,kiosk,installed,x\n".replace(",", delimiter)
    told = only_problem("installations", written(tmp_path / "a.csv", text))
    assert told.startswith("4:franchisee: Cobalt Fiber: is not a franchisee on record")


def test_a_byte_order_mark_goes_before_the_encoding_that_was_named(tmp_path):
    path = written(tmp_path / "a.csv", f"{HEAD},address\n{ROW},Rue de Sèvres\n", "utf-8-sig")
    assert loaded("installations", path, encoding="cp1252") == (1, 0, 0)
    assert Installation.objects.get().address == "Rue de Sèvres"


@pytest.mark.parametrize("title", ["City of Riverton", "City of Riverton,,,,", "Access denied"])
def test_a_title_above_the_headings_is_told_once(tmp_path, title):
    path = written(tmp_path / "a.csv", f"{title}\n\n{HEAD}\n{ROW}\n")
    told = only_problem("installations", path)
    assert told == (
        f"1:{title.strip(',')}: stands alone where the headings should be: take out what is above"
        " them, such as a title"
    )


@pytest.mark.parametrize("text", ['{"type": "FeatureCollection"}', '\n[\n {"id": 1}]', "[[1, 2]]"])
def test_json_is_no_table_whatever_it_is_called(tmp_path, text):
    told = only_problem("installations", written(tmp_path / "geo.csv", text))
    assert told == "is JSON, not a table: ask for the CSV or XLSX file of the same data"


def test_a_heading_in_brackets_is_no_json(tmp_path):
    path = written(tmp_path / "a.csv", f"[id],{HEAD}\n7,{ROW}\n")
    assert loaded("installations", path, map=["[id]=ignore"]) == (1, 0, 0)


@pytest.mark.parametrize("spoiled", ["1.0E+05", "1.00048E+09", "1e+05", "#N/A", "#REF!", "####"])
@pytest.mark.parametrize("column", ["asset_id", "bbl", "address"])
def test_what_a_spreadsheet_has_spoiled_is_refused(tmp_path, column, spoiled):
    heads, cells = [*HEAD.split(","), "bbl", "address"], [*ROW.split(","), "", ""]
    cells[heads.index(column)] = spoiled
    path = written(tmp_path / "a.csv", f"{','.join(heads)}\n{','.join(cells)}\n")
    told = only_problem("installations", path)
    assert told.startswith(f"2:{column}: {spoiled}: is a")
    assert "spreadsheet" in told


def test_what_looks_like_it_and_is_an_id_of_its_own_is_not(tmp_path):
    ids = ["E+05", "12E+5", "1E05", "5TH + MAIN", "#12", "1.0E-05"]
    rows = "".join(f"{each},Beacon Wireless,kiosk,installed,x\n" for each in ids)
    assert loaded("installations", written(tmp_path / "a.csv", f"{HEAD}\n{rows}")) == (6, 0, 0)


def test_a_line_of_totals_is_not_loaded_as_a_company(tmp_path):
    text = "name,website\nTotal Wireless,\nTotal-1,\n%s,\n"
    path = written(tmp_path / "a.csv", text % "Total: 2")
    assert only_problem("franchisees", path) == (
        "4: Total: 2: is a line of totals: take it out of the file"
    )
    bad = tmp_path / "bad.csv"
    assert loaded("franchisees", path, on_error="skip", errors=bad) == (2, 0, 0)
    assert only_problem("franchisees", bad).startswith("2: Total: 2: is a line of totals")
    assert loaded("franchisees", written(path, text % "Cobalt Fiber")) == (1, 0, 2)


def test_a_line_of_totals_is_found_at_the_end_of_rows_that_are_all_right(tmp_path):
    rows = "".join(f"{n},{n} Main Street\n" for n in range(300))
    path = written(tmp_path / "a.csv", f"asset_id,address\n{rows}Grand Total,\n")
    constants = '[constants]\nsource = "x"\nkind = "kiosk"\nstatus = "installed"'
    options = {"profile": profile(path, constants), "franchise": "BW-1"}
    assert only_problem("installations", path, **options).startswith("302: Grand Total: is a line")


def test_a_comma_at_the_end_of_every_row_but_the_headings_is_told_once(tmp_path):
    path = written(tmp_path / "a.csv", f"{HEAD}\n" + f"{ROW},\n" * 60)
    assert only_problem("installations", path) == (
        "2: has 6 cells where the header has 5, and nothing in the last: perhaps the header lacks a"
        " comma that the rows have (60 rows)"
    )


def test_an_address_above_the_coordinates_in_one_cell(tmp_path):
    cell = '"12 MAIN ST\nNEW YORK, NY 10001\n(40.7401, -74.0041)"'
    path = written(tmp_path / "a.csv", f"{HEAD},Location\n{ROW},{cell}\n")
    assert loaded("installations", path, map=["Location=point"]) == (1, 0, 0)
    assert Installation.objects.values_list("latitude", "longitude").get() == (40.7401, -74.0041)


def test_a_number_with_a_decimal_comma_is_no_point(tmp_path):
    path = written(tmp_path / "a.csv", f'{HEAD},Location\n{ROW},"40,74"\n')
    assert "is not a point such as" in only_problem("installations", path, map=["Location=point"])


def test_degrees_with_minutes_are_refused_as_such(tmp_path):
    path = written(tmp_path / "a.csv", f"{HEAD},latitude,longitude\n{ROW},40°44'55,73.9\n")
    told = only_problem("installations", path)
    assert told.endswith("is not in degrees from -90 to 90, and minutes are not read")


def test_the_dollars_of_an_accounting_format(tmp_path):
    text = (
        "franchise,fiscal_year,reference,kind,amount,note\n"
        'BW-1,2019,C-1,fee," $12,345.60 ",\n'
        "BW-1,2019,C-2,refund, $(345.60),overpaid\n"
    )
    assert loaded("fee_collections", written(tmp_path / "a.csv", text)) == (2, 0, 0)
    amounts = FeeCollection.objects.order_by("reference").values_list("amount", flat=True)
    assert [*map(str, amounts)] == ["12345.60", "-345.60"]


def test_other_names_are_not_taken_for_one(tmp_path):
    path = written(tmp_path / "a.csv", "name,other_names\nCobalt Fiber,Cobalt; Cobalt NY\n")
    told = only_problem("franchisees", path)
    assert told.endswith("Cobalt; Cobalt NY: has a semicolon: several names are separated by |")
    assert not Franchisee.objects.filter(name="Cobalt Fiber").exists()


@pytest.mark.parametrize(
    ("place", "flag"), [("-74.0041,40.7401", "swapped"), ("0,0", "outside"), ("51.5,0", "outside")]
)
def test_a_complaint_that_is_not_in_the_city_waits_for_a_word(tmp_path, place, flag):
    text = (
        "source,number,created_on,complaint_type,latitude,longitude\n"
        f"311,1,2025-03-14,LinkNYC,{place}\n"
    )
    path = written(tmp_path / "a.csv", text)
    ended = ran("complaints", path)
    assert (ended.status, ended.lines[0].startswith(f"flag {flag}: 1 complaint:")) == (2, True)
    assert loaded("complaints", path, accept=flag) == (1, 0, 0)


def test_an_id_of_more_digits_than_a_workbook_keeps_is_refused(tmp_path):
    book = workbook_of(tmp_path / "a.xlsx", HEAD.split(","), [1.2345678901234567e16, *"abcd"])
    told = only_problem("installations", book)
    assert "cell A2 has more digits than the 15 that a spreadsheet keeps" in told


def test_zeros_that_a_workbook_shows_in_front_are_kept(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([*HEAD.split(","), "postcode", "bin"])
    book.active.append([42, "Beacon Wireless", "kiosk", "installed", "x", 501, 501])
    book.active["A2"].number_format = '"SL"\\-000000'
    book.active["F2"].number_format = "00000"
    book.save(tmp_path / "a.xlsx")
    assert loaded("installations", tmp_path / "a.xlsx") == (1, 0, 0)
    kept = Installation.objects.values_list("asset_id", "postcode", "bin").get()
    assert kept == ("SL-000042", "00501", "501")
