from datetime import date
from decimal import Decimal

import pytest

from franchises.rules.workings import Line


def line(**fields):
    return Line("5% of gross", Decimal("1.00"), date(2023, 7, 1), date(2023, 9, 30), **fields)


@pytest.mark.parametrize(
    ("fields", "how"),
    [
        ({}, ""),
        ({"rate": "5%"}, ": 5%"),
        ({"quantity": Decimal("2000000.00"), "unit": "$ of gross"}, ": $2,000,000.00 of gross"),
        ({"quantity": Decimal(12), "unit": "poles", "rate": "$5.00"}, ": 12 poles at $5.00"),
        ({"quantity": Decimal(1200)}, ": 1,200"),
    ],
)
def test_a_line_says_what_was_charged_in_one_sentence(fields, how):
    assert line(**fields).in_words == f"5% of gross{how}, 1 July 2023 to 30 September 2023"


def test_a_line_ends_with_its_clause():
    assert line(source="section 9").in_words.endswith(" to 30 September 2023 (section 9)")
