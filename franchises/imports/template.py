"""Empty files to fill in: the headings of a data set and one example row.

From the same columns as the parsers, so that a template cannot promise what an import refuses.
"""

import csv
import io
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment

from franchises.imports.columns import Column
from franchises.imports.dataset import Dataset


def template_csv(dataset: Dataset) -> str:
    """Return a CSV file: the headings of *dataset*, and a row that shows how they are filled."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([column.name for column in dataset.columns])
    writer.writerow([column.example for column in dataset.columns])
    return file.getvalue()


def write_template_xlsx(dataset: Dataset, file: IO[bytes]) -> None:
    """Write the same as a workbook; each heading says in a comment what belongs under it."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(dataset.name)
    headings = []
    for column in dataset.columns:
        heading = WriteOnlyCell(sheet, column.name)
        heading.comment = Comment(describe(column), "franchise tracker", height=120, width=320)
        headings.append(heading)
    sheet.append(headings)
    sheet.append([column.example for column in dataset.columns])
    workbook.save(file)


def describe(column: Column) -> str:
    """Return what belongs in *column*: its type, whether it is needed, what it means."""
    needed = "required; " if column.required else ""
    return f"{needed}{column.kind.describe()}. {column.help}"
