"""The small chart of my day: what came in month by month, beside the year before."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.dates import MONTHS_3

HEIGHT, BAR, GAP = 120, 14, 12
# Room for the names of the months below the bars.
LABELS = 18


@dataclass(frozen=True)
class Bar:
    """A month's bar in the units of the drawing; ``y`` is its upper edge."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Month:
    """A month of both years; ``amounts`` are those of last year and of this."""

    name: str
    middle: int
    last_year: Bar
    this_year: Bar
    amounts: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class MoneyChart:
    """A chart of ``months``, ``width`` by ``height``; ``baseline`` is where its bars stand."""

    width: int
    height: int
    baseline: int
    months: tuple[Month, ...]


def money_chart(
    this_year: tuple[Decimal, ...], last_year: tuple[Decimal, ...], first_month: int
) -> MoneyChart | None:
    """Return the chart of amounts by month from *first_month* on; None where nothing came in.

    A month with more given back than came in has no bar: its figure is in the table beside.
    """
    largest = max((*this_year, *last_year), default=Decimal())
    if largest <= 0:
        return None

    def bar(x: int, amount: Decimal) -> Bar:
        height = int(max(amount, Decimal()) / largest * HEIGHT)
        return Bar(x, HEIGHT - height, height)

    step = 2 * BAR + GAP
    months = tuple(
        Month(
            name=str(MONTHS_3[(first_month - 1 + number) % 12 + 1]).capitalize(),
            middle=number * step + GAP // 2 + BAR,
            last_year=bar(number * step + GAP // 2, last),
            this_year=bar(number * step + GAP // 2 + BAR, this),
            amounts=(last, this),
        )
        for number, (this, last) in enumerate(zip(this_year, last_year, strict=False))
    )
    return MoneyChart(len(months) * step, HEIGHT + LABELS, HEIGHT, months)
