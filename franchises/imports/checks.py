"""A row of text becomes a row for the table, or the list of what is wrong with it.

A block of rows is tried first, column by column, as if nothing were wrong with any, which costs
least; where something is, each row is tried by itself, and only one that fails is gone through
again, cell by cell, to word every problem. All three ways ask the same functions.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from operator import getitem, itemgetter
from typing import Any

from franchises.imports.columns import ISO, Column, Reading
from franchises.imports.dataset import Dataset, Rule
from franchises.imports.headings import Layout
from franchises.imports.kept import kept_text
from franchises.imports.lookups import Unresolved
from franchises.imports.memory import Memory
from franchises.imports.odd_rows import is_total, total_problem, width_problem
from franchises.imports.problems import Problem
from franchises.imports.profiles import Profile
from franchises.imports.shapes import Derived

# The line of a row, then its values in the order of `RowChecker.columns`.
Record = tuple[Any, ...]
Getter = Callable[[Sequence[Any]], tuple[Any, ...]]
# Of the cells of a row while they are tried together; a control character, so in no good cell.
SEPARATOR = "\x1f"
_WRONG = object()


class RowChecker:
    """Checks the rows of one file against everything its data set asks of one row.

    ``columns`` names the columns of the record that `check` gives, after its line.
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
        readings = {
            column.name: _reading(column, profile, layout, today, is_sheet=is_sheet)
            for column in dataset.columns
        }
        slots = self._place_cells(dataset, readings)
        self._rules = [
            (_getter([slots[name] for name in rule.columns]), rule.is_broken, rule)
            for rule in dataset.rules
            if any(name in layout.columns for name in rule.columns)
        ]
        derived = [each for each in shape if each.always or all(map(layout.has, each.reads))]
        self._derived = [
            (_getter([slots[name] for name in each.reads]), _answer(each)) for each in derived
        ]
        # A blank row, which is no problem, fails in a block: as no row that has all that it needs.
        needed = any(
            column.required and column.name in layout.columns for column in dataset.columns
        )
        self._takes_blocks = needed and all(each.is_repeatable for each in derived)
        stored = _stored(dataset, layout, derived)
        self._stored = _getter([slots[name] for name in stored])
        fills = [name for each in derived for name in each.fills]
        extra = ["extra"] if layout.extras else []
        self.columns: tuple[str, ...] = (*stored, *fills, *extra)

    def problems_of_constants(self) -> list[Problem]:
        """Return what is wrong with a value that a profile or an option sets for every row."""
        return self._constant_problems

    def check_block(
        self, lines: Sequence[int], rows: Sequence[list[str]]
    ) -> Sequence[Record] | None:
        """Return the records of rows that are all right, or None: then `check` each of them."""
        if not self._takes_blocks or len(rows[0]) != self.layout.width:
            return None
        if is_total(rows[-1][self.layout.reported :]):
            return None
        try:
            columns = self._parsed([*zip(*rows, strict=True)])
            columns += [(value,) * len(rows) for value in self._others]
            for get, is_broken, _ in self._rules:
                if any(map(is_broken, *get(columns))):
                    return None
            filled: list[Sequence[Any]] = []
            for get, answer in self._derived:
                filled += zip(*map(answer, zip(*get(columns), strict=True)), strict=True)
        except (ValueError, Unresolved):
            return None
        extra = [[*map(self._kept, rows)]] if self.layout.extras else []
        return [*zip(lines, *self._stored(columns), *filled, *extra, strict=True)]

    def _parsed(self, columns: list[tuple[str, ...]]) -> list[Sequence[Any]]:
        parsed: list[Sequence[Any]] = [*self._given(columns)]
        for slot, memory in enumerate(self._memories):
            if slot >= self._plain_count or not _are_plain(parsed[slot], self._patterns[slot]):
                parsed[slot] = [*map(memory.__getitem__, parsed[slot])]
        return parsed

    def check(self, line: int, cells: list[str]) -> Record | list[Problem]:
        """Return the record of a row, or all its problems."""
        if is_total(cells[self.layout.reported :]):
            return [total_problem(line, cells[self.layout.reported :])]
        if len(cells) != self.layout.width:
            return [width_problem(line, cells, self.layout.width)]
        try:
            given, plain = self._given(cells), self._plain_count
            if self._are_plain(SEPARATOR.join(given[:plain])):
                values = [*given[:plain], *map(getitem, self._memories[plain:], given[plain:])]
            else:
                values = [*map(getitem, self._memories, given)]
            values += self._others
            for get, is_broken, _ in self._rules:
                if is_broken(*get(values)):
                    return self._problems(line, cells)
            record = (line, *self._stored(values))
            for get, answer in self._derived:
                record += answer(get(values))
        except (ValueError, Unresolved):
            return self._problems(line, cells)
        return (*record, self._kept(cells)) if self.layout.extras else record

    def _place_cells(self, dataset: Dataset, readings: dict[str, Reading]) -> dict[str, int]:
        """Give each column a place among the values of a row: cells that are plain text first."""
        columns = self.layout.columns
        plain = {column.name: column.plain(readings[column.name]) for column in dataset.columns}
        given = [column for column in dataset.columns if column.name in columns]
        given.sort(key=lambda column: plain[column.name] is None)
        others = [column for column in dataset.columns if column.name not in columns]
        self._names = [column.name for column in given]
        self._memories = [Memory(column.parser(readings[column.name])) for column in given]
        self._given = _getter([columns[name] for name in self._names])
        patterns = [pattern for name in self._names if (pattern := plain[name]) is not None]
        self._plain_count = len(patterns)
        self._are_plain = re.compile(SEPARATOR.join(patterns), re.ASCII).fullmatch
        # Of a whole column of a block.
        self._patterns = [re.compile(f"(?:{each}{SEPARATOR})*+", re.ASCII) for each in patterns]
        self._constant_problems: list[Problem] = []
        self._others = [self._constant(column, readings[column.name]) for column in others]
        return {column.name: slot for slot, column in enumerate([*given, *others])}

    def _problems(self, line: int, cells: list[str]) -> list[Problem]:
        values, problems = [], []
        for name, memory, cell in zip(self._names, self._memories, self._given(cells), strict=True):
            try:
                values.append(memory[cell])
            except ValueError as error:
                values.append(_WRONG)
                problem = self._problem(line, name, cell, str(error))
                # Both coordinates of one cell are wrong in the same way.
                problems += [problem] * (problem not in problems)
        values += self._others
        for get, is_broken, rule in self._rules:
            arguments = get(values)
            if _WRONG not in arguments and is_broken(*arguments):
                problems.append(self._broken(line, cells, rule))
        for get, answer in self._derived:
            arguments = get(values)
            if _WRONG not in arguments:
                try:
                    answer(arguments)
                except Unresolved as error:
                    heading = self.layout.heading(error.column)
                    problems.append(Problem(line, heading, error.value, error.rule, error.group))
        return problems

    def _constant(self, column: Column, reading: Reading) -> Any:
        if column.name not in self.layout.constants:
            return column.kind.empty
        text = self.layout.constants[column.name]
        try:
            return column.parser(reading)(text)
        except ValueError as error:
            self._constant_problems.append(Problem(None, column.name, text, str(error)))
            return None

    def _broken(self, line: int, cells: list[str], rule: Rule) -> Problem:
        name = rule.columns[0]
        position = self.layout.columns.get(name)
        return self._problem(line, name, "" if position is None else cells[position], rule.words)

    def _problem(self, line: int, name: str, cell: str, rule: str) -> Problem:
        return Problem(line, self.layout.heading(name), cell.strip(), rule)

    def _kept(self, cells: list[str]) -> str:
        kept = {heading: cells[position] for heading, position in self.layout.extras.items()}
        # The stage compares it as text.
        return kept_text({heading: text for heading, text in kept.items() if text.strip()})


def _are_plain(cells: Sequence[str], pattern: re.Pattern[str]) -> bool:
    joined = SEPARATOR.join(cells) + SEPARATOR
    # A cell with a separator in it would pass for two.
    return joined.count(SEPARATOR) == len(cells) and pattern.fullmatch(joined) is not None


def _getter(slots: list[int]) -> Getter:
    if len(slots) > 1:
        return itemgetter(*slots)
    return lambda values: tuple(values[slot] for slot in slots)


def _answer(derived: Derived) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    if derived.is_pure:
        return Memory(lambda arguments: derived.compute(*arguments)).__getitem__
    return lambda arguments: derived.compute(*arguments)


def _stored(dataset: Dataset, layout: Layout, derived: list[Derived]) -> list[str]:
    replaced = {name for each in derived for name in each.replaces}
    keys = {name for key in dataset.keys for name in key.columns}
    return [
        column.name
        for column in dataset.columns
        if column.name not in replaced and (layout.has(column.name) or column.name in keys)
    ]


def _reading(
    column: Column, profile: Profile, layout: Layout, today: date, *, is_sheet: bool
) -> Reading:
    written = profile.date_formats.get(column.name, ISO)
    # In a workbook a date is a date, whatever the format it is shown in.
    formats = (written, ISO) if is_sheet and written != ISO else (written,)
    blanks = dict.fromkeys(profile.blanks.get(column.name, ()), "")
    return Reading(
        today,
        formats,
        {**profile.values.get(column.name, {}), **blanks},
        profile.decimal_comma,
        is_point=layout.shares_its_cell(column.name),
    )
