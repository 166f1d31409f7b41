"""An undo puts back what a run did, refuses where something stands in the way, and is a run."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.run import run_import
from franchises.imports.undoing.undo import undo_run
from franchises.imports.watchdog import FLAGS
from franchises.models import (
    Borough,
    Contact,
    FeeCollection,
    Franchise,
    Franchisee,
    FranchiseeAlias,
    ImportRun,
    Installation,
)
from tests.factories import (
    BoroughFactory,
    DocumentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.imports.running import content, csv_of

pytestmark = pytest.mark.django_db

ACCEPTING_ALL = Options(today=date(2026, 11, 23), accepted=frozenset(FLAGS))
POLES = ["source", "asset_id", "franchise", "kind", "status", "fee_zone"]


@pytest.fixture
def imports(tmp_path):
    """Return a function that imports rows, the header first, and gives the run."""

    def run(dataset: str, header: list[str], *rows: list[object]) -> ImportRun:
        path = csv_of(tmp_path / f"{dataset}.csv", header, *rows)
        result = run_import(DATASETS[dataset], path, ACCEPTING_ALL)
        assert result.outcome == "loaded", (list(result.problems), result.flags)
        return result.run

    return run


@pytest.fixture
def cable():
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def poles(*zones):
    return [["poles", n, "CTV-1", "kiosk", "installed", zone] for n, zone in enumerate(zones)]


def worded(result):
    return [obstacle.worded() for obstacle in result.obstacles]


def refused(run, **who):
    """Undo what cannot be undone, and hold that nothing came of it."""
    before, runs = content(), ImportRun.objects.count()
    result = undo_run(run.pk, **who)
    assert result.is_refused
    assert result.undo is None
    assert (content(), ImportRun.objects.count()) == (before, runs)
    return result


def test_what_a_run_created_is_deleted_and_what_it_changed_is_put_back(imports, cable):
    imports("installations", POLES, *poles("A", "A"))
    run = imports("installations", POLES, *poles("A", "B", "C"))

    result = undo_run(run.pk)

    assert list(Installation.objects.order_by("asset_id").values_list("asset_id", "fee_zone")) == [
        ("0", "A"),
        ("1", "A"),
    ]
    assert (result.counts.deleted, result.counts.restored, result.counts.recreated) == (1, 1, 0)


def test_what_a_run_deleted_is_created_again_with_its_id(imports, cable):
    """No import deletes; this holds for what may come to, such as a merger of two lists."""
    run = imports("installations", POLES, *poles("A"))
    pole = InstallationFactory(franchise=cable, fee_zone="A")
    identity = pole.pk
    pole.delete()
    Installation.history.filter(id=identity, history_type="-").update(import_run=run)

    assert undo_run(run.pk).counts.recreated == 1
    assert Installation.objects.get(pk=identity).fee_zone == "A"


def test_an_undo_is_a_run_that_names_what_it_took_back(imports, cable):
    imports("installations", POLES, *poles("A", "A"))
    run = imports("installations", POLES, *poles("B", "A", "C"))

    undo = undo_run(run.pk, operator="jdoe").undo

    undo.refresh_from_db()
    assert (undo.undoes, undo.dataset, undo.outcome) == (run, "installations", "loaded")
    assert (undo.file_name, undo.options, undo.operator) == (
        f"Undo of import {run.pk}: installations.csv",
        {"undo": run.pk},
        "jdoe",
    )
    assert (undo.rows_created, undo.rows_updated, undo.rows_removed) == (0, 1, 1)
    assert (undo.rows_read, undo.sha256, undo.size) == (0, "", 0)


def test_the_history_keeps_both_the_change_and_its_undo(imports, cable):
    clerk = User.objects.create_superuser("clerk")
    imports("installations", POLES, *poles("A"))
    run = imports("installations", POLES, *poles("B", "C"))

    undo = undo_run(run.pk, user=clerk).undo

    history = Installation.history.order_by("history_id")
    reason = f"Undo of import {run.pk}"
    assert list(history.filter(asset_id="0").values_list("history_type", "fee_zone", "import_run"))[
        1:
    ] == [("~", "B", run.pk), ("~", "A", undo.pk)]
    assert list(
        history.filter(asset_id="1").values_list("history_type", "fee_zone", "import_run")
    ) == [("+", "C", run.pk), ("-", "C", undo.pk)]
    assert set(history.filter(import_run=undo).values_list("history_change_reason")) == {(reason,)}
    assert {row.history_user for row in history.filter(import_run=undo)} == {clerk}


def test_the_boroughs_of_a_franchise_go_back_and_their_history_says_so(imports, cable):
    names = ["manhattan", "queens", "brooklyn"]
    manhattan, queens, _ = (BoroughFactory(code=name, name=name.title()) for name in names)
    cable.boroughs.add(manhattan, queens)
    before = content()["franchises_franchise_boroughs"]
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on", "published"]
    row = ["CTV-1", "Altice USA", "cable-television", "2010-07-01", "2030-06-30", "yes"]
    run = imports("franchises", [*header, "boroughs"], [*row, "Brooklyn"])

    undo = undo_run(run.pk).undo

    assert content()["franchises_franchise_boroughs"] == before
    past = Franchise.history.get(import_run=undo)
    assert {each.borough.code for each in past.boroughs.all()} == {"manhattan", "queens"}


def test_a_file_without_boroughs_keeps_them_in_the_history(imports, cable):
    """Or a later undo would put back a franchise without any."""
    cable.boroughs.add(BoroughFactory(code="queens", name="Queens"))
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on", "published"]
    row = ["CTV-1", "Altice USA", "cable-television", "2010-07-01", "2030-06-30", "yes"]
    for title in ("One", "Two"):
        run = imports("franchises", [*header, "title"], [*row, title])

    undo_run(run.pk)

    cable.refresh_from_db()
    assert (cable.title, cable.boroughs.get().code) == ("One", "queens")


def test_the_other_names_that_a_run_added_are_taken_away_with_a_history(imports):
    FranchiseeFactory(name="Altice USA")
    run = imports(
        "franchisees", ["name", "other_names"], ["Altice USA", "Optimum"], ["Verizon", "FiOS"]
    )

    undo = undo_run(run.pk).undo

    assert [each.name for each in Franchisee.objects.all()] == ["Altice USA"]
    assert not FranchiseeAlias.objects.exists()
    gone = FranchiseeAlias.history.filter(import_run=undo).values_list("name", "history_type")
    assert sorted(gone) == [("FiOS", "-"), ("Optimum", "-")]


def test_installations_that_a_whole_list_no_longer_named_are_put_back(tmp_path, imports, cable):
    imports("installations", POLES, *poles("A", *["B"] * 20))
    path = csv_of(tmp_path / "whole.csv", POLES, *poles(*["A"] + ["B"] * 19))
    run = run_import(DATASETS["installations"], path, replace(ACCEPTING_ALL, syncs=True)).run
    assert run.rows_removed == 1

    assert undo_run(run.pk).counts.restored == 1

    assert set(Installation.objects.values_list("status", "removed_on")) == {("installed", None)}


def test_a_dry_run_says_what_would_happen_and_changes_nothing(imports, cable):
    imports("installations", POLES, *poles("A"))
    run = imports("installations", POLES, *poles("B", "C"))
    before, runs = content(), ImportRun.objects.count()

    result = undo_run(run.pk, is_dry_run=True)

    assert [change.worded() for change in result.changes] == [
        "put back installation poles 0 (fee_zone: B -> A)",
        "delete installation poles 1",
    ]
    assert (result.counts.deleted, result.counts.restored) == (1, 1)
    assert (content(), ImportRun.objects.count(), result.undo) == (before, runs, None)


def test_a_change_is_told_in_the_words_of_its_field(imports, cable):
    FranchiseFactory(number="CTV-2", franchisee__name="Verizon")
    cable.boroughs.add(BoroughFactory(code="queens", name="Queens"))
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on"]
    row = ["CTV-1", "Verizon", "cable-television", "2011-07-01", "perpetual"]
    franchises = imports("franchises", [*header, "boroughs"], [*row, ""])
    money = ["franchise", "fiscal_year", "amount", "reference"]
    imports("fee_collections", money, ["CTV-2", 2013, 10, "W-1"])
    fees = imports("fee_collections", money, ["CTV-2", 2013, "12.50", "W-1"])

    told = [
        change.worded()
        for run in (franchises, fees)
        for change in undo_run(run.pk, is_dry_run=True).changes
    ]

    assert told == [
        "put back franchise CTV-1 · Verizon (franchisee: Verizon -> Altice USA;"
        " effective_on: 2011-07-01 -> 2010-07-01; expires_on: empty -> 2030-06-30;"
        " is_perpetual: yes -> no; boroughs: empty -> Queens)",
        "put back fee collection CTV-2 FY2013 fee (W-1) (amount: $12.50 -> $10.00)",
    ]


def test_the_preview_costs_the_same_queries_for_few_rows_and_for_many(imports, cable):
    imports("installations", POLES, *poles(*["A"] * 60))
    few = imports("installations", POLES, *poles("C"))
    with CaptureQueriesContext(connection) as queries:
        undo_run(few.pk, is_dry_run=True)
    many = imports("installations", POLES, *poles(*["B"] * 60))
    with CaptureQueriesContext(connection) as more:
        result = undo_run(many.pk, is_dry_run=True)
    assert (len(result.changes), result.counts.total) == (50, 60)
    assert len(more) == len(queries) <= 30


def test_a_row_that_was_changed_since_stands_in_the_way(imports, cable):
    run = imports("installations", POLES, *poles("A", "A"))
    pole = Installation.objects.get(asset_id="1")
    pole._history_user = User.objects.create_user("clerk")
    pole.fee_zone = "C"
    pole.save()
    at = pole.history.first().history_date

    result = refused(run)

    assert result.obstacles.count == 1
    (obstacle,) = result.obstacles
    assert (obstacle.record, obstacle.rule, obstacle.who, obstacle.at) == (
        "installation poles 1",
        "was changed",
        "clerk",
        at,
    )


def test_a_row_that_a_later_import_changed_stands_in_the_way_until_that_is_undone(imports, cable):
    first = imports("installations", POLES, *poles("A"))
    second = imports("installations", POLES, *poles("B"))
    (words,) = worded(refused(first))
    assert words.startswith(
        f"installation poles 0: was changed by somebody who is not recorded, import {second.pk}, on"
    )

    undo_run(second.pk)

    assert not undo_run(first.pk).is_refused
    assert not Installation.objects.exists()


def test_a_row_that_was_deleted_since_stands_in_the_way(imports, cable):
    run = imports("installations", POLES, *poles("A"))
    Installation.objects.get().delete()

    (words,) = worded(refused(run))

    assert words.startswith("installation poles 0: was deleted by somebody who is not recorded on")


def test_a_change_that_the_history_does_not_know_stands_in_the_way(imports, cable):
    run = imports("installations", POLES, *poles("A"))
    Installation.objects.update(fee_zone="C")

    assert worded(refused(run)) == ["installation poles 0: was changed since, past its history"]


def test_of_many_obstacles_the_first_50_are_named_and_all_are_counted(imports, cable):
    run = imports("installations", POLES, *poles(*["A"] * 51))
    Installation.objects.update(fee_zone="C")

    result = refused(run)

    assert (result.obstacles.count, len(worded(result))) == (51, 50)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (InstallationFactory, "1 installation refers to it"),
        (FeeCollectionFactory, "1 fee collection refers to it"),
        (lambda franchise: DocumentFactory(holder=franchise), "1 document refers to it"),
    ],
)
def test_a_franchise_that_something_refers_to_is_not_deleted(imports, make, words):
    FranchiseeFactory(name="Altice USA")
    row = ["CTV-1", "Altice USA", "Cable television", "2010-07-01", "2030-06-30", "yes"]
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on", "published"]
    run = imports("franchises", header, row)
    make(franchise=Franchise.objects.get())

    assert worded(refused(run)) == [f"franchise CTV-1 · Altice USA: {words}"]


def test_a_franchisee_is_not_deleted_with_what_others_recorded_for_it(imports):
    run = imports("franchisees", ["name", "other_names"], ["Altice USA", "Optimum"])
    altice = Franchisee.objects.get()
    FranchiseFactory.create_batch(2, franchisee=altice)
    Contact.objects.create(franchisee=altice, name="Fee desk")
    FranchiseeAlias.objects.create(franchisee=altice, name="Cablevision")

    assert sorted(worded(refused(run))) == [
        "franchisee Altice USA: 1 contact refers to it",
        "franchisee Altice USA: 1 other name refers to it",
        "franchisee Altice USA: 2 franchises refer to it",
    ]


def test_what_has_no_earlier_history_cannot_go_back(imports, cable):
    Installation.objects.bulk_create(
        [
            Installation(
                source="poles", asset_id="0", franchise=cable, kind="kiosk", status="approved"
            )
        ]
    )
    run = imports("installations", POLES, *poles("A"))

    assert worded(refused(run)) == ["installation poles 0: has no earlier history to go back to"]


def test_a_franchise_does_not_go_back_to_a_franchisee_that_is_gone(imports, cable):
    FranchiseeFactory(name="Verizon")
    row = ["CTV-1", "Verizon", "cable-television", "2010-07-01", "2030-06-30"]
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on"]
    run = imports("franchises", header, row)
    Franchisee.objects.get(name="Altice USA").delete()

    assert worded(refused(run)) == [
        "franchise CTV-1 · Verizon: the franchisee it had before was deleted since"
    ]


def test_a_franchise_does_not_go_back_to_a_borough_that_is_gone(imports, cable):
    cable.boroughs.add(BoroughFactory(code="queens", name="Queens"))
    row = ["CTV-1", "Altice USA", "cable-television", "2010-07-01", "2030-06-30", ""]
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on", "boroughs"]
    run = imports("franchises", header, row)
    Borough.objects.filter(code="queens").delete()

    assert worded(refused(run)) == [
        "franchise CTV-1 · Altice USA: the borough it had before was deleted since"
    ]


def test_a_franchise_with_money_does_not_become_a_draft_again(imports):
    draft = FranchiseFactory(number="CTV-1", franchisee__name="Altice USA", draft=True)
    row = ["CTV-1", "Altice USA", "cable-television", "2010-07-01", "2030-06-30", "yes"]
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on", "published"]
    run = imports("franchises", header, row)
    money = FeeCollectionFactory(franchise=draft)

    assert worded(refused(run)) == [
        "franchise CTV-1 · Altice USA: would become a draft again, and fees are recorded for it"
    ]
    money.delete()
    undo_run(run.pk)
    assert not Franchise.objects.get().is_published


def test_a_run_whose_history_was_cleaned_cannot_be_undone(imports, cable):
    run = imports("installations", POLES, *poles("A", "A"))
    Installation.history.filter(asset_id="0").delete()

    assert refused(run).refusal == (
        f"The history of import {run.pk} is not complete: it changed 2 rows,"
        " and the history knows of 1."
    )


def test_a_run_is_undone_once(imports, cable):
    run = imports("installations", POLES, *poles("A"))
    undo = undo_run(run.pk).undo

    assert refused(run).refusal == f"Import {run.pk} was undone already, by import {undo.pk}."
    assert refused(undo).refusal == (
        f"Import {undo.pk} is itself the undo of import {run.pk}:"
        " to have its rows again, import the file again."
    )


def test_a_refused_run_has_nothing_to_undo(tmp_path):
    path = csv_of(tmp_path / "a.csv", POLES, ["poles", 1, "CTV-9", "kiosk", "installed", "A"])
    run = run_import(DATASETS["installations"], path, ACCEPTING_ALL).run

    assert refused(run).refusal == (
        f"Import {run.pk} was refused and changed nothing: there is nothing to undo."
    )


def test_a_run_that_changed_nothing_leaves_no_run_behind(imports, cable):
    imports("installations", POLES, *poles("A"))
    run = imports("installations", POLES, *poles("A"))
    runs = ImportRun.objects.count()

    result = undo_run(run.pk)

    assert (result.is_empty, result.is_refused, result.undo) == (True, False, None)
    assert ImportRun.objects.count() == runs


def test_the_file_can_be_imported_again_after_its_undo(imports, cable):
    money = ["franchise", "fiscal_year", "amount", "reference"]
    run = imports("fee_collections", money, ["CTV-1", 2013, 10, "W-1"])
    undo_run(run.pk)

    assert imports("fee_collections", money, ["CTV-1", 2013, 10, "W-1"]).rows_created == 1
    assert FeeCollection.objects.get().amount == Decimal("10.00")


def test_an_undo_does_nothing_that_its_user_may_not_do_by_hand(imports, cable):
    clerk = User.objects.create_user("clerk")
    imports("installations", POLES, *poles("A"))
    run = imports("installations", POLES, *poles("B", "C"))
    assert refused(run, user=clerk).refusal == (
        "You may not delete installations. You may not change installations."
    )

    rights = ("delete_installation", "change_installation")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=rights))

    assert not undo_run(run.pk, user=User.objects.get(pk=clerk.pk)).is_refused


def test_there_is_no_run_of_that_number(db):
    with pytest.raises(ImportRun.DoesNotExist):
        undo_run(404)
