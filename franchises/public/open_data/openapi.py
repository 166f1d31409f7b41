"""The OpenAPI 3.1 document of the JSON endpoints and files, made from the data sets themselves."""

from typing import Any

from django.conf import settings

from franchises.public.open_data.asking import (
    LARGEST_LIMIT,
    LARGEST_OFFSET,
    LIMIT,
    order_pattern,
)
from franchises.public.open_data.catalogue import DATASETS
from franchises.public.open_data.dataset import Dataset
from franchises.public.open_data.describing import catalogue_description, catalogue_title
from franchises.public.open_data.fields import LARGEST_COUNT, Field, Kind
from franchises.public.open_data.files import WRITTEN_ELSEWHERE
from franchises.public.open_data.vocabularies import json_schema
from franchises.public.paging import COUNTED
from franchises.public.query_string import LONGEST_VALUE

# No NUL: no database can search for one.
TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE, "pattern": "^[^\\u0000]+$"}
DOCUMENTS = {
    "/data.json": ("application/json", "The catalogue as DCAT-US 1.1"),
    "/datapackage.json": ("application/json", "The catalogue as a Frictionless data package"),
    "/changes.atom": ("application/atom+xml", "What changed, as an Atom feed"),
    "/expiries.ics": ("text/calendar", "The last days of franchises, as a calendar"),
}
PROBLEM_TYPE = "application/problem+json"
JSON_TYPE = "application/json"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def openapi(root: str) -> dict[str, Any]:
    """Return the document; *root* is the address of the site."""
    paths: dict[str, Any] = {}
    for dataset in DATASETS.values():
        paths[dataset.api] = _path(_rows_operation(dataset))
        if dataset.name not in WRITTEN_ELSEWHERE:
            paths[dataset.csv] = _path(_csv_operation(dataset))
        paths[dataset.csvw] = _path(
            _operation(
                f"{dataset.name}_csvw",
                f"{dataset.title}: what the columns of the CSV are",
                _content("application/csvm+json", {"type": "object"}),
            )
        )
    for address, (media_type, summary) in DOCUMENTS.items():
        schema = {"type": "object" if media_type == JSON_TYPE else "string"}
        name = address.strip("/").replace(".", "_")
        paths[address] = _path(_operation(name, summary, _content(media_type, schema)))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": catalogue_title(),
            "description": catalogue_description(),
            "version": "1",
            "license": {"name": "Licence of the data", "url": settings.DATA_LICENSE},
        },
        "servers": [{"url": root.rstrip("/")}],
        "paths": paths,
        "components": {
            "schemas": {
                "problem": PROBLEM,
                **{each.name: _row_schema(each) for each in DATASETS.values()},
            },
        },
    }


def _rows_operation(dataset: Dataset) -> dict[str, Any]:
    return _operation(
        dataset.name,
        str(dataset.title),
        _content(JSON_TYPE, _page_schema(dataset)),
        [
            _parameter(
                "$limit",
                "How many rows.",
                {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": LIMIT},
            ),
            _parameter(
                "$offset",
                "After how many rows.",
                {"type": "integer", "minimum": 0, "maximum": LARGEST_OFFSET, "default": 0},
            ),
            *_parameters(dataset),
        ],
        str(dataset.description),
    )


def _page_schema(dataset: Dataset) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["dataset", "count", "offset", "limit", "next", "rows"],
        "properties": {
            "dataset": {"const": dataset.name},
            "count": {
                "type": ["integer", "null"],
                "minimum": 0,
                "description": f"How many rows there are in all; null where more than {COUNTED:,}.",
            },
            "offset": {"type": "integer", "minimum": 0},
            "limit": {"type": "integer", "minimum": 1},
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "Where the rows go on; null at their end.",
            },
            "rows": {
                "type": "array",
                "items": {"$ref": f"#/components/schemas/{dataset.name}"},
            },
        },
    }


def _csv_operation(dataset: Dataset) -> dict[str, Any]:
    return _operation(
        f"{dataset.name}_csv",
        f"{dataset.title}, all rows as CSV",
        _content("text/csv", {"type": "string"}),
        _parameters(dataset),
        str(dataset.description),
    )


def _parameters(dataset: Dataset) -> list[dict[str, Any]]:
    order = {"type": "string", "pattern": order_pattern(dataset)}
    return [
        _parameter("$order", "By which columns, at most three; DESC the greatest first.", order),
        _parameter("$q", "Words to look for.", TEXT),
        *(
            _parameter(each.name, str(each.description), _asked_schema(each))
            for each in dataset.fields
            if each.is_asked_for
        ),
    ]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _asked_schema(field: Field) -> dict[str, Any]:
    """Return the schema of what a column may be asked to be: a value, never null."""
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    if field.kind in (Kind.TEXT, Kind.NAMES):
        return TEXT
    known = json_schema(field)
    kind = known["type"][0] if field.optional else known["type"]
    schema = {"type": kind} | {
        key: known[key] for key in ("pattern", "format", "minimum", "maximum") if key in known
    }
    return schema | ({"maximum": LARGEST_COUNT} if field.kind is Kind.COUNT else {})


def _row_schema(dataset: Dataset) -> dict[str, Any]:
    return {
        "type": "object",
        "title": str(dataset.title),
        "required": [each.name for each in dataset.fields],
        "properties": {each.name: json_schema(each) for each in dataset.fields},
        "additionalProperties": False,
    }


def _path(operation: dict[str, Any]) -> dict[str, Any]:
    return {"get": operation}


def _operation(
    name: str,
    summary: str,
    content: dict[str, Any],
    parameters: list[dict[str, Any]] | None = None,
    description: str = "",
) -> dict[str, Any]:
    refused = _content(PROBLEM_TYPE, {"$ref": "#/components/schemas/problem"})
    return {
        "operationId": name,
        "summary": summary,
        **({"description": description} if description else {}),
        "parameters": parameters or [],
        "responses": {
            "200": {"description": "What was asked for.", "content": content},
            "304": {"description": "Nothing has changed since the copy that is named."},
            "400": {"description": "What cannot be asked, and why.", "content": refused},
        },
    }


def _content(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {media_type: {"schema": schema}}
