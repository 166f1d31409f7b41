"""A row of text becomes a row for the table, or the list of what is wrong with it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from franchises.imports.columns import ISO, Column, Reading
from franchises.imports.dataset import Dataset
from franchises.imports.headings import Layout
from franchises.imports.lookups import Unresolved
from franchises.imports.problems import Problem
from franchises.imports.profiles import Profile
from franchises.imports.shapes import Derived
from franchises.rules.money import MoneyError

Record = tuple[Any, ...]
_WRONG = object()


class RowChecker:
    """Checks the rows of one file against everything its data set asks of one row.

    ``columns`` names the columns of the record that `check` gives.
    """

    def __init__(
        self,
        dataset: Dataset,
        layout: Layout,
        shape: list[Derived],
        profile: Profile,
        today: date,
        *,
        is_sheet: bool,
    ) -> None:
        self.layout = layout
        self._slots = {column.name: slot for slot, column in enumerate(dataset.columns)}
        self._blank = [column.kind.empty for column in dataset.columns]
        self._constant_problems: list[Problem] = []
        self._parsers = []
        for column in dataset.columns:
            parser = column.parser(_reading(column, profile, today, is_sheet=is_sheet))
            if column.name in layout.constants:
                self._fix(column, parser)
            elif column.name in layout.columns:
                position = layout.columns[column.name]
                self._parsers.append((position, self._slots[column.name], parser, column.name))
        self._rules = [
            (tuple(self._slots[name] for name in rule.columns), rule) for rule in dataset.rules
        ]
        self._derived = [each for each in shape if each.always or any(map(layout.has, each.reads))]
        self._reads = [tuple(self._slots[name] for name in each.reads) for each in self._derived]
        stored = self._stored(dataset)
        self._stored_slots = [self._slots[name] for name in stored]
        fills = [name for each in self._derived for name in each.fills]
        self._extras = layout.extras
        extra = ["extra"] if layout.extras else []
        self.columns: tuple[str, ...] = (*stored, *fills, *extra)

    def problems_of_constants(self) -> list[Problem]:
        """Return what is wrong with a value that a profile or an option sets for every row."""
        return self._constant_problems

    def check(self, line: int, cells: list[str]) -> Record | list[Problem]:
        """Return the record of a row, or all its problems."""
        if len(cells) != self.layout.width:
            words = f"has {len(cells)} cells where the header has {self.layout.width}"
            return [Problem(line, "", "", words)]
        values = self._blank.copy()
        problems = []
        for position, slot, parse, name in self._parsers:
            try:
                values[slot] = parse(cells[position])
            except ValueError as error:
                values[slot] = _WRONG
                problems.append(
                    Problem(line, self.layout.heading(name), cells[position].strip(), str(error))
                )
        problems += self._broken_rules(line, cells, values)
        derived = self._derive(line, values, problems)
        if problems:
            return problems
        extra = [self._kept(cells)] if self._extras else []
        return (*[values[slot] for slot in self._stored_slots], *derived, *extra)

    def _fix(self, column: Column, parser: Callable[[str], Any]) -> None:
        text = self.layout.constants[column.name]
        try:
            self._blank[self._slots[column.name]] = parser(text)
        except (ValueError, MoneyError) as error:
            self._constant_problems.append(Problem(None, column.name, text, str(error)))

    def _stored(self, dataset: Dataset) -> list[str]:
        replaced = {name for each in self._derived for name in each.replaces}
        keys = {name for key in dataset.keys for name in key.columns}
        return [
            column.name
            for column in dataset.columns
            if column.name not in replaced and (self.layout.has(column.name) or column.name in keys)
        ]

    def _broken_rules(self, line: int, cells: list[str], values: list[Any]) -> list[Problem]:
        problems = []
        for slots, rule in self._rules:
            arguments = [values[slot] for slot in slots]
            if _WRONG not in arguments and rule.is_broken(*arguments):
                name = rule.columns[0]
                position = self.layout.columns.get(name)
                value = "" if position is None else cells[position].strip()
                problems.append(Problem(line, self.layout.heading(name), value, rule.words))
        return problems

    def _derive(self, line: int, values: list[Any], problems: list[Problem]) -> list[Any]:
        derived: list[Any] = []
        for each, slots in zip(self._derived, self._reads, strict=True):
            arguments = [values[slot] for slot in slots]
            if _WRONG in arguments:
                continue
            try:
                derived += each.compute(*arguments)
            except Unresolved as error:
                heading = self.layout.heading(error.column)
                problems.append(Problem(line, heading, error.value, error.rule, error.group))
        return derived

    def _kept(self, cells: list[str]) -> str:
        kept = {heading: cells[position] for heading, position in self._extras.items()}
        return json.dumps({heading: text for heading, text in kept.items() if text.strip()})


def _reading(column: Column, profile: Profile, today: date, *, is_sheet: bool) -> Reading:
    written = profile.date_formats.get(column.name, ISO)
    # In a workbook a date is a date, whatever the format it is shown in.
    formats = (written, ISO) if is_sheet and written != ISO else (written,)
    values: Mapping[str, str] = profile.values.get(column.name, {})
    return Reading(today, formats, values)
