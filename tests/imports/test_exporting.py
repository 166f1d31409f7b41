"""What an export writes, the import of the same data set finds unchanged."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from franchises.imports.complaint_matching import match_complaints
from franchises.imports.datasets import DATASETS
from franchises.imports.exporting import exported_rows, write_export
from franchises.models import FeeCollection, Franchise, Installation
from tests.factories import (
    BoroughFactory,
    ComplaintFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
    RevenueStatementFactory,
    ZoneChangeFactory,
)
from tests.imports.running import content, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    altice = FranchiseeFactory(name="Altice USA", website="https://altice.example", notes="a\nb")
    FranchiseeAliasFactory(franchisee=altice, name="CSC Holdings, LLC")
    FranchiseeAliasFactory(franchisee=altice, name="Cablevision")
    cable = FranchiseFactory(number="CTV-1", franchisee=altice, holdover=True)
    cable.boroughs.set([BoroughFactory(), BoroughFactory(code="queens", name="Queens")])
    forever = FranchiseFactory(
        number="HC-1", perpetual=True, effective_on=date(1891, 5, 15), franchisee=altice
    )
    FranchiseFactory(number="D-1", draft=True, terminated_on=date(2020, 1, 1))
    InstallationFactory(
        franchise=cable,
        asset_id="7",
        address='1 "A" Street, rear',
        borough=BoroughFactory(),
        latitude=40.7673575,
        longitude=-73.98256354,
        length_feet=1200,
        installed_on=date(2020, 2, 29),
        extra={"Census Tract": "1013900", "NTA": " Clinton", "nta": "=1+1"},
    )
    InstallationFactory(franchise=forever, asset_id="8", status="removed")
    ComplaintFactory(
        closed_on=date(2025, 4, 1),
        resolution="Replaced.\nTested.",
        borough=BoroughFactory(),
        latitude=40.7673575,
        longitude=-73.98256354,
        extra={"City": "NEW YORK"},
    )
    ComplaintFactory(asset_id="7")
    match_complaints()
    FeeAssessmentFactory(franchise=cable, origin="audit", due_on=date(2013, 8, 1))
    FeeAssessmentFactory(franchise=cable, reference="", period="Q2", origin="import")
    FeeCollectionFactory(franchise=cable, refund=True, reference="R-1", period="Q1")
    FeeCollectionFactory(franchise=forever, reference="", kind="interest", received_on=None)
    add_money_of_the_books(cable)
    RevenueStatementFactory(franchise=cable, note="a\nb", received_on=date(2012, 11, 1))
    RevenueStatementFactory(franchise=cable, revision=2, gross_revenue=Decimal("-7.00"))
    RevenueStatementFactory(
        franchise=cable, period="", category="applications", gross_revenue=None, units=0
    )
    pole = Installation.objects.get(asset_id="7")
    ZoneChangeFactory(installation=pole, old_zone="")
    ZoneChangeFactory(installation=pole, old_zone="B", new_zone="A", effective_on=date(2014, 1, 1))


def add_money_of_the_books(franchise):
    """What no import makes: it is exported all the same, and unchanged when it comes back."""
    fee = FeeAssessmentFactory(franchise=franchise, reference="", period="Q1", origin="schedule")
    bill = FeeAssessmentFactory(franchise=franchise, reference="B-7", notice_on=date(2013, 9, 1))
    FeeAssessmentFactory(
        franchise=franchise,
        origin="lateness",
        kind="penalty",
        late_for=fee,
        late_from=date(2013, 8, 1),
        late_through=date(2013, 8, 31),
    )
    FeeAssessmentFactory(
        franchise=franchise, origin="adjustment", adjusts=fee, amount=Decimal("-5.00")
    )
    for paid in (fee, bill):
        FeeCollectionFactory(franchise=franchise, pays=paid)
    FeeCollectionFactory(
        franchise=franchise,
        kind="adjustment",
        adjusts=FeeCollection.objects.first(),
        amount=Decimal("-1.00"),
        note="bank error",
    )


@pytest.mark.parametrize("name", DATASETS)
def test_g14_an_export_imports_again_unchanged(name, city, tmp_path):
    path = tmp_path / f"{name}.csv"
    call_command("export", name, output=path)
    before = content()
    rows = len(list(csv.reader(io.StringIO(path.read_text(), newline="")))) - 1
    assert rows > 0
    assert loaded(name, path) == (0, 0, rows)
    assert content() == before


def test_an_export_into_an_empty_table_makes_the_same_rows(city, tmp_path):
    path = tmp_path / "a.csv"
    call_command("export", "installations", output=path)
    before = list(Installation.objects.order_by("asset_id").values())
    Installation.objects.all().delete()
    assert loaded("installations", path) == (2, 0, 0)
    after = list(Installation.objects.order_by("asset_id").values())
    assert [row | {"id": 0} for row in after] == [row | {"id": 0} for row in before]


# What an import takes: PostgreSQL keeps no NUL, and no half of a character is text.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    extra=st.dictionaries(TEXTS, TEXTS, max_size=4),
    latitude=st.floats(-90, 90).map(lambda degrees: round(degrees, 15)),
    address=st.from_regex(r"\A[0-9A-Z][ -~]{0,30}[!-~]\Z"),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_an_installation_holds_comes_back(extra, latitude, address, tmp_path):
    Installation.objects.all().delete()
    extra = dict(sorted(extra.items()))
    InstallationFactory(latitude=latitude, longitude=0.5, address=address, extra=extra)
    path = tmp_path / "a.csv"
    call_command("export", "installations", output=path)
    assert loaded("installations", path) == (0, 0, 1)


def test_the_file_says_what_a_person_would_write(city):
    rows = [dict(zip(*pair, strict=True)) for pair in pairs_of("franchises")]
    assert [row["number"] for row in rows] == ["CTV-1", "HC-1", "D-1"]
    assert [row["expires_on"] for row in rows] == ["2020-06-30", "perpetual", "2030-06-30"]
    assert [row["published"] for row in rows] == ["yes", "yes", "no"]
    assert [row["boroughs"] for row in rows] == ["Manhattan | Queens", "", ""]
    money = [dict(zip(*pair, strict=True)) for pair in pairs_of("fee_collections")]
    assert [row["amount"] for row in money] == ["-10.00", "100.00", "100.00", "100.00", "-1.00"]
    assert [row["pays"] for row in money] == ["", "", "FY2013 Q1 schedule", "B-7", ""]
    stated = [dict(zip(*pair, strict=True)) for pair in pairs_of("revenue_statements")]
    assert [row["gross_revenue"] for row in stated] == ["-7.00", ""]
    moved = [dict(zip(*pair, strict=True)) for pair in pairs_of("rezonings")]
    assert [row["old_zone"] for row in moved] == ["", "B"]


def test_no_cell_with_what_was_published_begins_as_a_formula(city):
    for pair in pairs_of("installations"):
        assert dict(zip(*pair, strict=True))["extra"].startswith("{")


def test_an_export_reads_the_table_once(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert write_export(DATASETS["installations"], io.StringIO()) == 2
    FeeCollectionFactory.create_batch(5, franchise=Franchise.objects.get(number="CTV-1"))
    with django_assert_num_queries(1):
        assert write_export(DATASETS["revenue_statements"], io.StringIO()) == 2
    with django_assert_num_queries(1):
        assert write_export(DATASETS["fee_collections"], io.StringIO()) == 10


def test_an_export_to_the_terminal_is_the_same_file(city, capsys, tmp_path):
    path = tmp_path / "a.csv"
    call_command("export", "fee_collections", output=path)
    assert capsys.readouterr().err == f"{path}: 5 rows written\n"
    call_command("export", "fee_collections")
    assert capsys.readouterr().out == path.read_text()


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(city, tmp_path):
    with pytest.raises(CommandError, match="cannot be written: no such file or directory"):
        call_command("export", "franchisees", output=tmp_path / "nowhere" / "a.csv")
    assert list(tmp_path.iterdir()) == []


def pairs_of(name):
    headings, *rows = exported_rows(DATASETS[name])
    return [(headings, row) for row in rows]
