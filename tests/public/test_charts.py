"""Where the bars stand: one year, forty, negative ones, unknown ones; the marked one is told."""

import itertools
from decimal import Decimal

import pytest

from franchises.public.charts import HEIGHT, LEFT, RIGHT, WIDTH, chart_of_due, chart_of_years
from franchises.reports.due import due_and_received
from franchises.reports.figures import YearRow
from franchises.reports.recorded import Recorded


def year(number, collected):
    amount = None if collected is None else Decimal(collected)
    return YearRow(number, None, amount, None, None, None, None, None, 1)


def test_one_year_is_one_bar_from_zero_to_its_amount():
    chart = chart_of_years([year(2013, "8076089.00")], 2013)
    (bar,) = chart.bars
    assert (bar.y + bar.height, bar.is_here) == (200.0, True)
    assert [line.text for line in chart.lines] == ["$0", "$2M", "$4M", "$6M", "$8M", "$10M"]
    assert bar.width == 64.0
    assert bar.height / 174 == pytest.approx(0.8076089, abs=0.001)
    assert [(label.text, label.is_here) for label in chart.labels] == [
        ("FY2013", True),
        ("$8,076,089.00", True),
    ]


def test_forty_years_are_within_the_drawing_and_their_labels_apart():
    rows = [year(number, f"{number}000.00") for number in range(2026, 1986, -1)]
    for here in (1987, 1988, 2006, 2026, None):
        chart = chart_of_years(rows, here)
        assert len(chart.bars) == 40
        assert chart.bars[0].tip == "FY1987: $1,987,000.00"
        assert all(bar.x >= LEFT and bar.x + bar.width <= RIGHT for bar in chart.bars)
        assert [bar.tip[:6] for bar in chart.bars if bar.is_here] == [f"FY{here}"] * (
            here is not None
        )
        years = [label for label in chart.labels if label.text.startswith("FY")]
        spots = sorted(label.x for label in years if label.anchor == "middle")
        assert all(after - before >= 44 for before, after in itertools.pairwise(spots))
        assert [label.text for label in years if label.is_here] == [f"FY{here}"] * (
            here is not None
        )


def test_a_negative_year_hangs_from_the_line_of_zero():
    chart = chart_of_years([year(2013, "100.00"), year(2014, "-50.00")], 2014)
    zero = next(line.y for line in chart.lines if line.is_zero)
    above, below = chart.bars
    assert above.y + above.height == pytest.approx(zero)
    assert below.y == zero
    assert below.height == pytest.approx(above.height / 2, abs=0.2)
    assert chart.lines[0].text == "-$50"


def test_an_unknown_year_is_marked_and_has_no_bar():
    rows = [year(2012, None), year(2013, "5.00"), year(2014, None)]
    first, _, last = chart_of_years(rows, 2014).bars
    assert (first.mark, first.height) == ("[x]", 0.0)
    assert first.tip == "FY2012: [x]"
    # That of the page is told by the label over its place.
    assert (last.mark, last.height) == ("", 0.0)
    assert chart_of_years(rows, 2014).labels[-1].text == "[x]"


@pytest.mark.parametrize("amount", ["0.00", "0.01", "-0.01", "99999999999.99", None])
def test_any_amount_has_a_scale(amount):
    chart = chart_of_years([year(2013, amount)], None)
    assert 2 <= len(chart.lines) <= 7
    assert all(0 <= line.y <= HEIGHT for line in chart.lines)
    assert any(line.is_zero for line in chart.lines)


def test_what_is_not_zero_is_seen():
    rows = [year(2013, "99999999.00"), year(2014, "0.01"), year(2015, "0.00")]
    assert [bar.height for bar in chart_of_years(rows, None).bars][1:] == [1.0, 0.0]


def test_due_and_received_are_drawn_to_one_scale():
    due = due_and_received([Recorded(assessed=1000, received=250, outstanding=750)])
    chart = chart_of_due(due)
    assert (chart.due.width, chart.paid.width) == (WIDTH, WIDTH / 4)
    assert chart.due.x == chart.paid.x == 0


def test_more_given_back_than_received_is_left_of_zero():
    due = due_and_received([Recorded(assessed=1000, received=-1000, outstanding=2000)])
    chart = chart_of_due(due)
    assert (chart.zero, chart.paid.x, chart.due.x) == (WIDTH / 2, 0, WIDTH / 2)
