"""Which installation a complaint is about is never guessed."""

import pytest

from franchises.rules.complaints import WITHIN_METRES, Near, only_one


@pytest.mark.parametrize(
    ("distances", "found"),
    [
        ([], (None, False)),
        ([25.0], (Near(0, 25.0), False)),
        ([25.01], (None, False)),
        ([3.0, 25.01], (Near(0, 3.0), False)),
        ([3.0, 25.0], (None, True)),
        ([0.0, 0.0], (None, True)),
    ],
)
def test_one_that_stands_alone_within_25_metres_is_meant(distances, found):
    assert WITHIN_METRES == 25
    assert only_one(Near(n, metres) for n, metres in enumerate(distances)) == found
