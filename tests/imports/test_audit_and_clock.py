"""No change without its history; and no decision by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from franchises.imports.undoing.undo import undo_run
from franchises.models import Franchisee, ImportRun, Installation
from tests.factories import FranchiseeFactory, FranchiseFactory
from tests.imports.running import content, csv_of, loaded, ran

pytestmark = pytest.mark.django_db

INSTALLATIONS = ["source", "asset_id", "franchise", "kind", "status", "address"]
FEES = ["franchise", "fiscal_year", "amount", "reference"]


def break_history(table):
    """Have the database refuse every row of this history, as a full or damaged one would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER broken BEFORE INSERT ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'no room for history'); END"
            )
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no room for history'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER broken BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION broken()"
        )


@pytest.fixture
def cable():
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def poles(path, *addresses):
    rows = [
        ["poles", n, "CTV-1", "pole_top", "installed", address]
        for n, address in enumerate(addresses)
    ]
    return csv_of(path, INSTALLATIONS, *rows)


@pytest.mark.parametrize("first", [[], ["1 Broadway"]])
def test_e84_no_installation_is_loaded_whose_history_cannot_be_written(tmp_path, cable, first):
    if first:
        loaded("installations", poles(tmp_path / "a.csv", *first))
    break_history("franchises_historicalinstallation")
    before, runs = content(), ImportRun.objects.count()
    ended = ran("installations", poles(tmp_path / "b.csv", "2 Broadway"))
    assert ended.status == 1
    assert "nothing was loaded: no room for history" in ended.err
    assert (content(), ImportRun.objects.count()) == (before, runs)


def test_e84_no_fee_is_loaded_whose_history_cannot_be_written(tmp_path, cable):
    break_history("franchises_historicalfeecollection")
    before = content()
    ended = ran("fee_collections", csv_of(tmp_path / "a.csv", FEES, ["CTV-1", 2013, 1, "W-1"]))
    assert ended.status == 1
    assert (content(), ImportRun.objects.count()) == (before, 0)


def test_e84_no_import_is_undone_whose_history_cannot_be_written(tmp_path, cable):
    loaded("installations", poles(tmp_path / "a.csv", "1 Broadway"))
    break_history("franchises_historicalinstallation")
    before = content()
    with pytest.raises(Exception, match="no room for history"):
        undo_run(ImportRun.objects.get().pk)
    assert (content(), ImportRun.objects.count()) == (before, 1)


def test_e84_nothing_is_changed_by_hand_whose_history_cannot_be_written(admin_client):
    franchisee = FranchiseeFactory(name="Altice USA", website="")
    break_history("franchises_historicalfranchisee")
    admin_client.raise_request_exception = False
    address = f"/admin/franchises/franchisee/{franchisee.pk}/change/"
    page = admin_client.get(address).context
    form = page["adminform"].form
    sent = {name: form.get_initial_for_field(form.fields[name], name) or "" for name in form.fields}
    for inline in page["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    changed = admin_client.post(address, sent | {"website": "https://new.example"})
    assert changed.status_code == 500
    assert Franchisee.objects.get().website == ""


def test_e80_a_clock_that_was_put_back_changes_no_order(tmp_path, cable, monkeypatch):
    loaded("installations", poles(tmp_path / "a.csv", "1 Broadway"))
    first = ImportRun.objects.get()
    monkeypatch.setattr(timezone, "now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
    assert loaded("installations", poles(tmp_path / "b.csv", "2 Broadway")) == (0, 1, 0)
    second = ImportRun.objects.first()
    assert second.pk > first.pk and second.started_at < first.started_at
    assert second.seconds >= 0
    assert undo_run(first.pk).is_refused
    undone = undo_run(second.pk)
    assert not undone.is_refused
    assert Installation.objects.get().address == "1 Broadway"
    # And put forward again, further than any change can have come.
    monkeypatch.setattr(timezone, "now", lambda: first.started_at + timedelta(days=3650))
    assert not undo_run(first.pk).is_refused
    assert not Installation.objects.exists()
