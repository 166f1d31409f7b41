"""The data dictionary is the column table that the parsers and the templates have."""

import csv
import io
from html import unescape

import pytest

from franchises.imports.datasets import DATASETS
from franchises.imports.template import template_csv

pytestmark = pytest.mark.django_db

PAGE = "/admin/dictionary/"


@pytest.mark.parametrize("name", DATASETS)
def test_dictionary_template_and_parsers_have_the_same_columns(name, admin_client):
    text = unescape(admin_client.get(PAGE).text)
    section = text.partition(f'<section class="module" aria-labelledby="{name}">')[2]
    section = section.partition("</section>")[0]
    headings, example = csv.reader(io.StringIO(template_csv(DATASETS[name])))
    columns = DATASETS[name].columns
    assert headings == [column.name for column in columns]
    assert section.count('<th scope="row"') == len(columns)
    for column, shown in zip(columns, example, strict=True):
        row = section.partition(f">{column.name}</th>")[2].partition("</tr>")[0]
        assert f"<td>{'Yes' if column.required else 'No'}</td>" in row
        assert column.kind.describe()[1:] in row
        assert column.help in row
        assert f"<td>{shown or '-'}</td>" in row
    for rule in DATASETS[name].rules:
        assert f"<li>refused where {rule.columns[0]} {rule.words}</li>" in section


def test_the_dictionary_is_for_staff_and_its_templates_for_those_who_import(staff_client, client):
    assert client.get(PAGE).status_code == 302
    text = staff_client().get(PAGE).text
    assert "Fee collections" in text
    assert "fee_collections.csv" not in text
    importer = staff_client("import_data", username="importer")
    assert "fee_collections.csv" in importer.get(PAGE).text


def test_it_costs_no_query_but_those_of_the_login(staff_client, django_assert_max_num_queries):
    clerk = staff_client()
    with django_assert_max_num_queries(4):
        clerk.get(PAGE)
