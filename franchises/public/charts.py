"""Where the parts of a chart stand, as plain numbers: templates draw them as SVG.

Money is exact everywhere else; here it becomes lengths, which are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from franchises.reports.due import DueAndReceived
from franchises.reports.figures import YearRow
from franchises.reports.notes import UNKNOWN
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money

WIDTH, HEIGHT = 480, 230
LEFT, RIGHT, TOP, BOTTOM = 62, 476, 26, 200
# How wide a character is taken to be, and the room that the label of a year takes up.
CHARACTER, YEAR_ROOM = 7.4, 60
# Share of its place that a bar takes up, the widest it is, and the least that is seen of one that
# is not zero.
FILLED, WIDEST, LEAST = 0.72, 64.0, 1.0
STEPS = tuple(map(Decimal, ("1", "2", "2.5", "5")))
MOST_STEPS = 5
# Where the bars of what was due and received lie, under their words.
DUE_HEIGHT, DUE_ROWS = 100, (22.0, 74.0)
UNITS = ((10**9, "B"), (10**6, "M"), (10**3, "K"), (1, ""))


@dataclass(frozen=True)
class Bar:
    """One fiscal year; an unknown amount has no ``height``, and ``mark`` in place of a bar.

    ``tip`` is what it says when pointed at.
    """

    x: float
    y: float
    width: float
    height: float
    centre: float
    is_here: bool
    mark: str
    tip: str


@dataclass(frozen=True)
class Label:
    """A text at a place; ``anchor`` as SVG has it."""

    x: float
    y: float
    anchor: str
    text: str
    is_here: bool = False


@dataclass(frozen=True)
class Line:
    """A level line of the scale, with what it stands for."""

    y: float
    text: str
    is_zero: bool


@dataclass(frozen=True)
class BarChart:
    """Bars from the first fiscal year to the last; the numbers are in the units of the drawing."""

    width: int
    height: int
    left: int
    right: int
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


def chart_of_years(rows: Sequence[YearRow], here: int | None) -> BarChart:
    """Return what was collected in each of *rows* as bars, that of the year *here* marked.

    The years come in any order, and there is at least one.
    """
    years = sorted(rows, key=lambda row: row.fiscal_year)
    scale = _Scale([row.collected for row in years if row.collected is not None])
    room = (RIGHT - LEFT) / len(years)
    bars = tuple(_bar(row, number, room, scale, here) for number, row in enumerate(years))
    return BarChart(
        WIDTH,
        HEIGHT,
        LEFT,
        RIGHT,
        bars,
        tuple(Line(scale.y(at), _short(at), at == 0) for at in scale.lines),
        tuple(_labels(years, bars, room, here)),
    )


@dataclass(frozen=True)
class LevelBar:
    """A bar that lies: where it begins, how long it is, and what it stands for."""

    x: float
    y: float
    width: float
    amount: Decimal

    @property
    def words_y(self) -> float:
        """Where its words stand: over it."""
        return self.y - 7


@dataclass(frozen=True)
class DueChart:
    """What was due over what was received of it; the numbers are in the units of the drawing."""

    width: int
    height: int
    zero: float
    due: LevelBar
    paid: LevelBar


def chart_of_due(due: DueAndReceived) -> DueChart:
    """Return what was due, and what was received of it, as two bars that lie."""
    amounts = (due.due.amount, due.paid.amount)
    least, most = min(*amounts, Decimal(0)), max(*amounts, Decimal(0))
    unit = WIDTH / float(most - least or 1)
    zero = round(float(-least) * unit, 1)

    def bar(amount: Decimal, y: float) -> LevelBar:
        width = max(abs(float(amount)) * unit, LEAST if amount else 0.0)
        start = zero - width if amount < 0 else zero
        return LevelBar(round(start, 1), y, round(width, 1), amount)

    first, second = (bar(each, y) for each, y in zip(amounts, DUE_ROWS, strict=True))
    return DueChart(WIDTH, DUE_HEIGHT, zero, first, second)


class _Scale:
    """Round numbers from the least amount to the greatest, zero among them."""

    def __init__(self, amounts: Sequence[Decimal]) -> None:
        least, most = min([*amounts, Decimal(0)]), max([*amounts, Decimal(0)])
        step = _step((most - least) or Decimal(1))
        self.low = (least / step).to_integral_value(ROUND_FLOOR) * step
        self.high = (most / step).to_integral_value(ROUND_CEILING) * step
        if self.low == self.high:
            self.high += step
        count = int((self.high - self.low) / step)
        self.lines = [self.low + step * number for number in range(count + 1)]

    def y(self, amount: Decimal) -> float:
        part = (amount - self.low) / (self.high - self.low)
        return round(BOTTOM - float(part) * (BOTTOM - TOP), 1)


def _step(span: Decimal) -> Decimal:
    """Return the least round number that is in *span* no more often than five times."""
    powers = (Decimal(10) ** (span.adjusted() + more) for more in (-1, 0))
    round_numbers = (size * power for power in powers for size in STEPS)
    return next(each for each in round_numbers if each * MOST_STEPS >= span)


def _bar(row: YearRow, number: int, room: float, scale: _Scale, here: int | None) -> Bar:
    amount, is_here = row.collected, row.fiscal_year == here
    zero, end = scale.y(Decimal(0)), scale.y(amount or Decimal(0))
    height = max(abs(zero - end), LEAST) if amount else 0.0
    width, centre = min(room * FILLED, WIDEST), LEFT + (number + 0.5) * room
    mark = ""
    if amount is None and not is_here:
        mark = UNKNOWN if room >= len(UNKNOWN) * CHARACTER else "x"
    return Bar(
        x=round(centre - width / 2, 1),
        y=zero if end > zero else round(zero - height, 1),
        width=round(width, 1),
        height=round(height, 1),
        centre=round(centre, 1),
        is_here=is_here,
        mark=mark,
        tip=f"{fiscal_year_label(row.fiscal_year)}:"
        f" {UNKNOWN if amount is None else format_money(amount)}",
    )


def _labels(
    years: Sequence[YearRow], bars: Sequence[Bar], room: float, here: int | None
) -> list[Label]:
    """Return the labels of as many years as there is room for, that of *here* among them."""
    every = max(1, -(-YEAR_ROOM // int(max(room, 1))))
    labels = []
    marked = next((number for number, bar in enumerate(bars) if bar.is_here), None)
    for number, (row, bar) in enumerate(zip(years, bars, strict=True)):
        is_here = number == marked
        is_in_the_way = marked is not None and 0 < abs(number - marked) < every
        if is_here or (number % every == 0 and not is_in_the_way):
            text = fiscal_year_label(row.fiscal_year)
            labels.append(_placed(bar.centre, BOTTOM + 20, text, is_here=is_here))
    if marked is not None:
        bar, amount = bars[marked], years[marked].collected
        text = UNKNOWN if amount is None else format_money(amount)
        labels.append(_placed(bar.centre, bar.y - 7, text, is_here=True))
    return labels


def _placed(centre: float, y: float, text: str, *, is_here: bool) -> Label:
    """Return *text* about *centre*, moved where it would leave the drawing."""
    half = len(text) * CHARACTER / 2
    if centre + half > WIDTH:
        return Label(WIDTH - 2, y, "end", text, is_here)
    if centre - half < 0:
        return Label(2, y, "start", text, is_here)
    return Label(centre, y, "middle", text, is_here)


def _short(amount: Decimal) -> str:
    """Return a round *amount* as an axis says it: ``$2.5M``, ``-$10K``, ``$0``."""
    size, letter = next(((size, letter) for size, letter in UNITS if abs(amount) >= size), (1, ""))
    number = f"{abs(amount) / size:f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{'-' if amount < 0 else ''}${number}{letter}"
