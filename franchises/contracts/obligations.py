"""The obligations of the years ahead, made from the rules of the contracts; and those that wait."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from franchises.models import Franchise, Holiday, Obligation, ObligationRule
from franchises.rules.obligations import due_dates
from franchises.rules.term import last_day

YEARS_AHEAD = 2
WHY = "Generated from the recurring obligation"


def last_year_ahead(today: date) -> int:
    """Return the calendar year through which obligations are generated, unless another is asked."""
    return today.year + YEARS_AHEAD


def generate_obligations(
    through_year: int,
    first_month: int = 7,
    franchise: Franchise | None = None,
    by: User | None = None,
    rules: Sequence[int] | None = None,
) -> list[Obligation]:
    """Make what falls due through 31 December of a year and is not there; return what was made.

    By every rule, by those of one franchise, or by *rules* alone. What is there stays as it
    is, whatever its rule says now. Two people at once are taken in turn. Four
    queries, and the writing.
    """
    with transaction.atomic():
        asked = ObligationRule.objects.select_related("franchise").order_by("pk")
        if franchise is not None:
            asked = asked.filter(franchise=franchise)
        if rules is not None:
            asked = asked.filter(pk__in=rules)
        locked = list(asked.select_for_update(of=("self",)))
        there = set(
            Obligation.objects.filter(rule__in=[rule.pk for rule in locked]).values_list(
                "rule", "period_ends_on"
            )
        )
        holidays = frozenset(Holiday.objects.values_list("day", flat=True))
        wanted = [
            each
            for rule in locked
            for each in _obligations(rule, date(through_year, 12, 31), holidays, first_month)
            if (rule.pk, each.period_ends_on) not in there
        ]
        if wanted:
            bulk_create_with_history(
                wanted, Obligation, default_user=by, default_change_reason=WHY, batch_size=500
            )
    return wanted


def _obligations(
    rule: ObligationRule, through: date, holidays: frozenset[date], first_month: int
) -> list[Obligation]:
    franchise = rule.franchise
    ends = last_day(
        franchise.expires_on, franchise.terminated_on, is_holdover=franchise.is_holdover
    )
    return [
        Obligation(
            franchise=franchise,
            rule=rule,
            kind=rule.kind,
            what=rule.what,
            fiscal_year=due.fiscal_year,
            period=due.period,
            period_ends_on=due.last_day,
            due_on=due.due_on,
            responsible_id=rule.responsible_id,
        )
        for due in due_dates(rule.as_recurring(ends), through, holidays, first_month)
    ]
