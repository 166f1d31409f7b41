"""The filter of what is held until a day: what has lapsed, and what lapses when."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import localdate

from franchises.rules.fiscal_year import QUARTERS, fiscal_year_of, period_bounds

SOON = timedelta(days=90)


def quarter_of(today: date, first_month: int) -> tuple[date, date]:
    """Return the first and the last day of the fiscal quarter that *today* is in."""
    year = fiscal_year_of(today, first_month)
    quarters = (period_bounds(year, name, first_month) for name in QUARTERS)
    return next(bounds for bounds in quarters if bounds[0] <= today <= bounds[1])


class LapseFilter(admin.SimpleListFilter):
    """By the last day of what is held; what was released is held no more."""

    title = "lapse"
    parameter_name = "lapse"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        first, last = quarter_of(localdate(), settings.FISCAL_YEAR_START_MONTH)
        return [
            ("past", "Lapsed"),
            ("quarter", f"This quarter ({first:%b} to {last:%b %Y})"),
            ("soon", "Within 90 days"),
            ("later", "Later, or never"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return what lapses when it is asked for; an unknown time has none."""
        value = self.value()
        if value is None:
            return queryset
        today = localdate()
        soon = today + SOON
        asked = {
            "past": Q(expires_on__lt=today),
            "quarter": Q(expires_on__range=quarter_of(today, settings.FISCAL_YEAR_START_MONTH)),
            "soon": Q(expires_on__range=(today, soon)),
            "later": Q(expires_on__gt=soon) | Q(expires_on=None),
        }
        if value not in asked:
            return queryset.none()
        if hasattr(queryset.model, "released_on"):
            queryset = queryset.exclude(released_on__lte=today)
        return queryset.filter(asked[value])
