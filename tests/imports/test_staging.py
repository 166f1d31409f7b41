"""What is staged is what was read, to the character, however the database takes rows in."""

import pytest
from django.db import connection

from franchises.imports.datasets import DATASETS
from franchises.imports.filling import PARAMETERS
from franchises.imports.staging import TABLE, Stage, column_types

pytestmark = pytest.mark.django_db

FRANCHISEES = DATASETS["franchisees"]


def staged(columns, records, dataset=FRANCHISEES):
    stage = Stage(connection, dataset, columns)
    with stage.filling() as add:
        for batch in records:
            add(batch)
    return stage.rows(f"SELECT line, {stage.listed(columns)} FROM {TABLE} ORDER BY line")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a,b", 'a "quoted" name', '"', '""', "'", "\\", "\\N", "\\.", "NULL", "null"),
        *("one\ntwo", "one\rtwo", "one\r\ntwo", "\n", "\\.\n", "one\n\\.\ntwo", "one\ttwo", "\t"),
        *("%s", "%", "Ångström 🚏", "a;b|c", "-- no comment", "\\n"),
        *("None", "a\x1fb", "\x1f", "\x02", "a\x02b", "\x02a\x02"),
    ],
    ids=repr,
)
def test_a_text_is_staged_as_it_is(text):
    assert staged(("name", "notes"), [[(2, text, "x"), (3, "x", text)]]) == [
        (2, text, "x"),
        (3, "x", text),
    ]


def test_an_empty_text_is_not_the_same_as_no_value():
    columns = ("source", "asset_id", "installed_on", "length_feet")
    records = [(2, "", "7", None, None), (3, "poles", "", "2024-02-29", 0)]
    rows = staged(columns, [records], DATASETS["installations"])
    assert [row[:3] for row in rows] == [(2, "", "7"), (3, "poles", "")]
    assert rows[0][3:] == (None, None)
    assert (str(rows[1][3]), rows[1][4]) == ("2024-02-29", 0)


TOGETHER = PARAMETERS // 3


@pytest.mark.parametrize("number", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER + 7])
def test_each_row_of_a_batch_is_staged_once_whatever_their_number(number):
    records = [(line, f"Company {line}", "") for line in range(number)]
    assert staged(("name", "notes"), [records]) == records


def test_batches_follow_each_other():
    batches = [[(2, "A", ""), (3, "B", "")], [], [(4, "C", "")]]
    assert [row[1] for row in staged(("name", "notes"), batches)] == ["A", "B", "C"]


def test_a_new_stage_has_nothing_of_the_one_before():
    staged(("name", "notes"), [[(2, "A", "")]])
    assert staged(("name",), [[(2, "B")]]) == [(2, "B")]


def test_a_stage_knows_how_many_rows_it_holds():
    stage = Stage(connection, FRANCHISEES, ("name",))
    with stage.filling() as add:
        add([(line, f"Company {line}") for line in range(2, 7)])
        add([(7, "Company 7")])
    assert stage.size == 6
    stage.remove([3, 5, 99])
    assert stage.size == stage.rows(f"SELECT COUNT(*) FROM {TABLE}")[0][0] == 4


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.name)
def test_no_column_of_text_can_be_without_a_text(dataset):
    types = column_types(dataset.model, connection)
    texts = [name for name, kind in types.items() if kind.startswith(("varchar", "text"))]
    assert not [name for name in texts if dataset.model._meta.get_field(name).null]
    columns = [column for column in dataset.columns if column.name in texts]
    assert all(isinstance(column.kind.empty, str) or column.required for column in columns)
