"""Cells as the database writes them: the same as `Field.as_csv` and `Field.as_json`, in SQL.

A million rows are not worth a million Python objects: the database makes the text, and what is
between it and the reader only passes it on. Names of columns are ours; what a reader asks for is
in the parameters of the query, and never in its text.
"""

from typing import Any

from django.db.models import BooleanField, Case, F, Func, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from franchises.public.open_data.fields import Field, Kind
from franchises.reports.formats import FORMULA_STARTS
from franchises.reports.notes import UNKNOWN

# PostgreSQL holds no NUL, and says that the first character of nothing is one.
_STARTS = ", ".join(str(ord(each)) for each in FORMULA_STARTS if each != "\0")


class NoFormula(Func):
    """A text with an apostrophe where a spreadsheet would run it."""

    template = (
        f"CASE WHEN ASCII(%(expressions)s) IN ({_STARTS})"
        " THEN '''' || %(expressions)s ELSE %(expressions)s END"
    )
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = self.template.replace("ASCII", "UNICODE").replace("IN (", "IN (0, ")
        return self.as_sql(compiler, connection, template=template, **extra)


class Quoted(Func):
    """A cell of CSV as RFC 4180 has it; PostgreSQL does this by itself."""

    template = (
        "CASE WHEN INSTR(%(expressions)s, '\"') OR INSTR(%(expressions)s, ',')"
        " OR INSTR(%(expressions)s, CHAR(10)) OR INSTR(%(expressions)s, CHAR(13))"
        " THEN '\"' || REPLACE(%(expressions)s, '\"', '\"\"') || '\"'"
        " ELSE IFNULL(%(expressions)s, '') END"
    )
    output_field = TextField()


class HasSpecial(Func):
    """Whether SQLite may not write one of these texts as it is: a cheap look at all of them.

    As JSON, quotation marks and control characters have a backslash, and what a spreadsheet would
    run comes after a quotation mark.
    """

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        texts = "%%%%s" * len(self.get_source_expressions())
        template = (
            "(INSTR(JSON_ARRAY(%(expressions)s), '\\')"
            " OR JSON_ARRAY(%(expressions)s) GLOB '*\"[=+@-]*'"
            f" OR INSTR(PRINTF('{texts}', %(expressions)s), ','))"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


class Commas(Func):
    """Texts with commas between; nothing where one is NULL. None of them has a NUL."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        texts = ",".join(["%%%%s"] * len(self.get_source_expressions()))
        template = f"PRINTF('{texts}', %(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **extra)


class JsonObject(Func):
    """An object of JSON from names and values in turn, as text."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_OBJECT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "JSON_BUILD_OBJECT(%(expressions)s)::text"
        return self.as_sql(compiler, connection, template=template, **extra)


class Degrees(Func):
    """A coordinate in digits, never as 1e-05."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = (
            "CASE WHEN ABS(%(expressions)s) < 0.001 THEN PRINTF('%%%%.7f', %(expressions)s)"
            " ELSE CAST(ROUND(%(expressions)s, 7) AS TEXT) END"
        )
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = (
            "CASE WHEN ABS(%(expressions)s) < 0.001 THEN ROUND((%(expressions)s)::numeric, 7)::text"
            " ELSE (ROUND(%(expressions)s * 1e7) / 1e7)::text END"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


def csv_cell(field: Field, path: str) -> Any:
    """Return the expression of the cell of *field*, which is kept at *path*, before its quotes.

    PostgreSQL leaves NULL empty, and puts the quotes where they are wanted.
    """
    cell: Any = F(path)
    if field.kind is Kind.DEGREES:
        return on_the_globe(Degrees(cell))
    if field.kind is Kind.COUNT:
        text = TextField()
        return Coalesce(Cast(cell, text), Value(UNKNOWN), output_field=text)
    return NullIf(NoFormula(cell), Value(""), output_field=TextField()) if is_free(field) else cell


def csv_line(fields: list[tuple[Field, str]]) -> Any:
    """Return the expression of a line of CSV, for SQLite.

    Few rows have a cell that wants quotes or an apostrophe: the others are written at one go,
    which is far faster than cell by cell.
    """
    free = [F(path) for field, path in fields if is_free(field)]
    plain, careful = [], []
    for field, path in fields:
        cell: Any = F(path) if is_free(field) else csv_cell(field, path)
        plain.append(cell)
        careful += [
            Value(","),
            Quoted(NoFormula(cell))
            if is_free(field)
            else Coalesce(cell, Value(""), output_field=TextField()),
        ]
    return Case(When(HasSpecial(*free), then=Joined(*careful[1:])), default=Commas(*plain))


def is_free(field: Field) -> bool:
    """Return whether a cell of *field* may have any text."""
    return field.kind is Kind.TEXT and not field.choices


class Joined(Func):
    """Texts one after the other; NULL where one of them is."""

    template, arg_joiner = "(%(expressions)s)", " || "
    output_field = TextField()


def feature(fields: list[tuple[Field, str]]) -> Any:
    """Return the expression of a row as a Feature of GeoJSON (RFC 7946)."""
    properties: list[Any] = []
    for field, path in fields:
        value: Any = F(path)
        if field.kind is Kind.DEGREES:
            continue
        if field.optional and field.kind is Kind.TEXT:
            value = NullIf(F(path), Value(""), output_field=TextField())
        properties += [Value(field.name), value]
    point = Joined(
        Value('{"type":"Point","coordinates":['),
        Degrees(F("longitude")),
        Value(","),
        Degrees(F("latitude")),
        Value("]}"),
    )
    return Joined(
        Value('{"type":"Feature","geometry":'),
        Coalesce(on_the_globe(point), Value("null")),
        Value(',"properties":'),
        JsonObject(*properties),
        Value("}"),
    )


def on_the_globe(expression: Any) -> Any:
    """Return *expression* where both coordinates are within their bounds, NULL elsewhere."""
    return Case(
        When(latitude__range=(-90, 90), longitude__range=(-180, 180), then=expression),
        output_field=TextField(),
    )
