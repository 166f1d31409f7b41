"""What a kind of column is called in JSON Schema, in CSV on the Web and in Frictionless Data."""

from typing import Any

from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.public.open_data.fields import (
    MISSING,
    MONEY_PATTERN,
    PERCENT_PATTERN,
    YES_NO,
    Field,
    Kind,
)

_JSON: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.YEAR: {"type": "integer", "minimum": FIRST_FISCAL_YEAR, "maximum": LAST_FISCAL_YEAR},
    Kind.COUNT: {"type": "integer", "minimum": 0},
    Kind.MONEY: {"type": "string", "pattern": MONEY_PATTERN},
    Kind.PERCENT: {"type": "string", "pattern": PERCENT_PATTERN},
    Kind.DEGREES: {"type": "number"},
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.YES_NO: {"type": "boolean"},
    Kind.NAMES: {"type": "array", "items": {"type": "string"}},
}
_CSVW: dict[Kind, Any] = {
    Kind.TEXT: "string",
    Kind.YEAR: "integer",
    Kind.COUNT: "integer",
    Kind.MONEY: "decimal",
    Kind.PERCENT: "decimal",
    Kind.DEGREES: "double",
    Kind.DAY: "date",
    Kind.MOMENT: "dateTime",
    Kind.YES_NO: {"base": "boolean", "format": f"{YES_NO[True]}|{YES_NO[False]}"},
    Kind.NAMES: "string",
}
_FRICTIONLESS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.YEAR: {"type": "integer"},
    Kind.COUNT: {"type": "integer"},
    Kind.MONEY: {"type": "number"},
    Kind.PERCENT: {"type": "number"},
    Kind.DEGREES: {"type": "number"},
    Kind.DAY: {"type": "date"},
    Kind.MOMENT: {"type": "datetime"},
    Kind.YES_NO: {
        "type": "boolean",
        "trueValues": [YES_NO[True]],
        "falseValues": [YES_NO[False]],
    },
    Kind.NAMES: {"type": "string"},
}


def json_schema(field: Field) -> dict[str, Any]:
    """Return the JSON Schema of a cell, null included where it may be unknown."""
    schema = {**_JSON[field.kind], "title": str(field.title), "description": str(field.description)}
    if field.choices:
        schema["enum"] = [*field.choices, *([None] if field.optional else [])]
    if field.optional and field.kind is not Kind.NAMES:
        schema["type"] = [schema["type"], "null"]
    return schema


def csvw_column(field: Field) -> dict[str, Any]:
    column = {
        "name": field.name,
        "titles": field.name,
        "dc:title": str(field.title),
        "dc:description": str(field.description),
        "datatype": _CSVW[field.kind],
        "null": list(MISSING),
    }
    if _is_required(field):
        column["required"] = True
    return column


def frictionless_field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "title": str(field.title),
        "description": str(field.description),
        **_FRICTIONLESS[field.kind],
    }
    constraints: dict[str, Any] = {"required": True} if _is_required(field) else {}
    if field.choices:
        constraints["enum"] = list(field.choices)
    return described | ({"constraints": constraints} if constraints else {})


def _is_required(field: Field) -> bool:
    return not field.optional and field.kind is not Kind.NAMES
