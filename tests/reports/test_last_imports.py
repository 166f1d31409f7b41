"""The import runs of late."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from franchises.models import ImportRun
from franchises.reports.last_imports import LastImport, last_imports

pytestmark = pytest.mark.django_db


def test_the_last_imports_come_newest_first():
    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    for number in range(7):
        run = ImportRun.objects.create(
            dataset="installations",
            outcome=ImportRun.Outcome.REFUSED,
            file_name=f"poles-{number}.csv",
            sha256="0" * 64,
            size=1,
            started_at=at,
            seconds=Decimal("0.10"),
            rows_read=9,
            rows_refused=2,
        )

    imports = last_imports()

    assert imports[0] == LastImport(run.pk, "installations", "poles-6.csv", at, "Refused", 9, 2)
    assert [each.file_name for each in imports] == [f"poles-{n}.csv" for n in (6, 5, 4, 3, 2)]
