from datetime import date

import pytest
from django.utils import timezone


@pytest.fixture(autouse=True)
def _it_is_23_november_2026(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 23))
