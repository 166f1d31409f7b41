"""Cells as the database writes them: the same as `Field.as_csv` and `Field.as_json`, in SQL.

A million rows are not worth a million Python objects: the database makes the text, and what is
between it and the reader only passes it on. Names of columns are ours; what a reader asks for is
in the parameters of the query, and never in its text.
"""

from typing import Any

from django.db.models import Case, F, Func, TextField, Value, When
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


class JsonArray(Func):
    """A row as an array of JSON, as text; SQLite's alone."""

    function = "JSON_ARRAY"
    output_field = TextField()


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


class NumericDegrees(Degrees):
    """The same, as a number where its digits are the same: a minus sign begins no formula."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = (
            "CASE WHEN ABS(%(expressions)s) < 0.001 THEN PRINTF('%%%%.7f', %(expressions)s)"
            " ELSE ROUND(%(expressions)s, 7) END"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


def csv_cell(field: Field, path: str) -> Any:
    """Return the expression of the cell of *field*, which is kept at *path*, for PostgreSQL.

    NULL is left empty, and COPY puts the quotes where they are wanted.
    """
    if is_free(field):
        return NullIf(NoFormula(F(path)), Value(""), output_field=TextField())
    return _plain_cell(field, path, Degrees)


def json_row(fields: list[tuple[Field, str]]) -> Any:
    """Return the expression of the same cells as an array of JSON, for SQLite: see `lines`."""
    return JsonArray(*(_plain_cell(field, path, NumericDegrees) for field, path in fields))


def is_free(field: Field) -> bool:
    """Return whether a cell of *field* may have any text."""
    return field.kind is Kind.TEXT and not field.choices


def _plain_cell(field: Field, path: str, degrees: type[Degrees]) -> Any:
    cell: Any = F(path)
    if field.kind is Kind.DEGREES:
        return on_the_globe(degrees(cell))
    if field.kind is Kind.COUNT:
        text = TextField()
        return Coalesce(Cast(cell, text), Value(UNKNOWN), output_field=text)
    return cell


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
