"""Which of our columns each heading of a file is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from franchises.imports.dataset import COORDINATES, EXTRA, FRANCHISE, IGNORE, POINT, Dataset
from franchises.imports.problems import Problem, printable
from franchises.imports.profiles import Profile
from franchises.rules.names import name_key, nearest_names

# A heading extra that nobody has mapped: the column in which an export has all that is kept.
_OWN_EXTRA = "extra of its own"
# What a heading may be besides one column.
_TARGETS = {EXTRA: (), IGNORE: (), POINT: COORDINATES, _OWN_EXTRA: (EXTRA,)}
# What an error file adds to the columns of the file it came from.
REPORT_HEADINGS = ("import_line", "import_problem")
ALONE = "stands alone where the headings should be: take out what is above them, such as a title"


@dataclass(frozen=True)
class Layout:
    """Where the columns of a file are: heading and position of each, and of what is kept.

    The first ``reported`` columns are those that a file of bad rows has before the row as it came.
    """

    width: int
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    extras: dict[str, int] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    reported: int = 0

    def has(self, column: str) -> bool:
        """Return whether the file, or a constant, fills *column*."""
        return column in self.columns or column in self.constants

    def heading(self, column: str) -> str:
        """Return how the file spells *column*."""
        return self.headings.get(column, column)

    def shares_its_cell(self, column: str) -> bool:
        """Return whether another column is read from the same cell as *column*."""
        positions = [*self.columns.values()]
        return column in self.columns and positions.count(self.columns[column]) > 1


def heading_key(heading: str) -> str:
    """Return what two spellings of a heading share: case, spaces and underscores aside."""
    return name_key(heading.replace("_", " "))


def is_mended(header: list[str]) -> bool:
    """Return whether this is a file of bad rows, and so only a part of the file they came from."""
    return any(map(is_of_report, header))


def is_of_report(heading: str) -> bool:
    """Return whether *heading* is one that an error file adds."""
    return heading_key(heading) in map(heading_key, REPORT_HEADINGS)


def title_of(header: list[str]) -> str:
    """Return the one text of a row that has no other; empty where there are several."""
    texts = [text for text in header if text]
    return texts[0] if len(texts) == 1 else ""


def lay_out(
    header: list[str],
    dataset: Dataset,
    profile: Profile,
    mapped: Mapping[str, str],
    constants: Mapping[str, str],
) -> tuple[Layout, list[Problem]]:
    """Return where each column of *dataset* is, and every problem of the header.

    *mapped* (from ``--map``) goes before the profile's headings, and those before our own.
    """
    targets = _targets(dataset, profile, mapped)
    if (title := title_of(header)) and heading_key(title) not in targets:
        return Layout(len(header)), [_problem(title, ALONE)]
    header = [heading or f"column {number}" for number, heading in enumerate(header, 1)]
    given = {**profile.constants, **constants}
    layout = Layout(len(header), constants=given, reported=sum(map(is_of_report, header)))
    problems = [
        _problem(heading, "is in --map, and is not a heading of the file")
        for heading in mapped
        if heading_key(heading) not in map(heading_key, header)
    ]
    seen = set()
    for position, heading in enumerate(header):
        key = heading_key(heading)
        target = targets.get(key)
        if key in seen:
            problems.append(_problem(heading, "is in the header twice"))
        elif target is None:
            problems.append(_problem(heading, _unknown(heading, dataset, targets)))
        elif rule := _place(layout, dataset, position, heading, target):
            problems.append(_problem(heading, rule))
        seen.add(key)
    return layout, problems + list(_missing(layout, dataset, profile))


def _place(
    layout: Layout, dataset: Dataset, position: int, heading: str, target: str
) -> str | None:
    """Note in *layout* what the column at *position* is; return the rule that this breaks."""
    if target == EXTRA and not dataset.keeps_extra:
        return f"cannot be kept: {dataset.name} have no extra"
    if target == EXTRA:
        layout.extras[heading] = position
    for column in _TARGETS.get(target, (target,)):
        if column in layout.columns:
            return f"means {column}, as the heading {layout.heading(column)} does"
        if column in layout.constants:
            return f"is in the file, but {layout.constants[column]} is given for every row"
        layout.columns[column], layout.headings[column] = position, heading
    if EXTRA in layout.columns and layout.extras:
        return "cannot be kept beside a column extra, which has all that is kept"
    return None


def absent(layout: Layout, dataset: Dataset, profile: Profile) -> list[Problem]:
    """Return the headings of the profile that the file lacks, and could do without."""
    optional = {column.name for column in dataset.columns if not column.required}
    optional.discard("franchisee")
    return [
        _problem(heading, f"is not in the file: {target} stays as it is, or empty")
        for target, heading in _spellings(profile).items()
        if target not in _TARGETS and target in optional and not layout.has(target)
    ]


def _targets(dataset: Dataset, profile: Profile, mapped: Mapping[str, str]) -> dict[str, str]:
    ours = {
        heading_key(name): _OWN_EXTRA if column.name == EXTRA else column.name
        for column in dataset.columns
        for name in (column.name, *column.aliases)
    }
    reported = {heading_key(heading): IGNORE for heading in REPORT_HEADINGS}
    return (
        ours
        | reported
        | {heading_key(heading): target for heading, target in profile.headings.items()}
        | {heading_key(heading): target for heading, target in mapped.items()}
    )


def _missing(layout: Layout, dataset: Dataset, profile: Profile) -> Iterator[Problem]:
    theirs = _spellings(profile)
    constant = "" if profile.headings else ", from a heading or as a constant of a profile"
    for column in dataset.columns:
        if column.required and not layout.has(column.name):
            heading = theirs.get(column.name, column.name)
            yield _problem(heading, f"is missing: every row needs {column.name}{constant}")
    if FRANCHISE[0] in dataset.columns and not (
        layout.has("franchise") or layout.has("franchisee")
    ):
        yield _problem(
            theirs.get("franchisee", "franchise"),
            "is missing: every row needs its franchise, or its franchisee, or --franchise NUMBER"
            " for all of them",
        )


def _spellings(profile: Profile) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for heading, target in profile.headings.items():
        spellings.setdefault(target, heading)
    return spellings


def _unknown(heading: str, dataset: Dataset, targets: Mapping[str, str]) -> str:
    if re.fullmatch(r"column [0-9]+", heading):
        return f'has no heading: say what it is, or leave it out with --map "{heading}=ignore"'
    nearest = nearest_names(heading.replace("_", " "), [*targets])
    found = dict.fromkeys(targets[each] for each in nearest)
    columns = [target for target in found if target not in _TARGETS]
    shown = printable(heading)
    example = f'such as --map "{shown}={columns[0]}"' if columns else f'--map "{shown}=COLUMN"'
    return (
        f"is not a heading of {dataset.name}: say what it is, {example},"
        f' or leave it out with --map "{shown}=ignore"'
    )


def _problem(column: str, rule: str) -> Problem:
    return Problem(None, column, "", rule)
