import csv
import io
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from franchises.imports.columns import Reading
from franchises.imports.datasets import DATASETS

READING = Reading(today=date(2026, 11, 23))


@pytest.mark.parametrize("name", DATASETS)
def test_a_template_has_the_headings_and_one_example_row(name, capsys):
    call_command("import_template", name)
    headings, example = csv.reader(io.StringIO(capsys.readouterr().out))
    assert headings == [column.name for column in DATASETS[name].columns]
    assert len(example) == len(headings)


@pytest.mark.parametrize("name", DATASETS)
def test_every_example_is_what_its_column_accepts(name):
    for column in DATASETS[name].columns:
        assert not column.required or column.example
        if column.example:
            column.parser(READING)(column.example)


def test_the_types_are_listed_beside_the_file(capsys):
    call_command("import_template", "fee_collections")
    listed = capsys.readouterr().err
    assert (
        "amount          required; US dollars, such as 1234.50, $1,234.50 or (1,234.50)."
        " What was received; negative for a refund.\n"
    ) in listed


def test_a_workbook_says_the_types_in_comments(tmp_path, capsys):
    path = tmp_path / "poles.xlsx"
    call_command("import_template", "installations", xlsx=True, output=path)
    sheet = load_workbook(path).active
    assert sheet.title == "installations"
    assert [cell.value for cell in sheet[1]] == [
        column.name for column in DATASETS["installations"].columns
    ]
    assert sheet["A1"].comment.text.startswith("required; text, at most 50 characters.")
