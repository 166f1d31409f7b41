"""Fees become assessments: made, changed with the reason, or listed with what is missing.

Assessments of the origin "schedule" alone are touched. One that the schedules no longer make due is
removed, unless a payment, a late charge or an adjustment names it: then it is kept, and listed.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from franchises.books.assessed import Assessed, Assessing, Outcome, why_changed
from franchises.books.due_fees import FranchiseFees, due_fees
from franchises.models import FeeAssessment, FeeCollection, FiscalYear, Franchise
from franchises.rules.fee_calendar import Year
from franchises.rules.fees import PeriodFee
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import exact_cents
from franchises.rules.workings import days_in_words

PERMISSION = "franchises.assess_fees"
Origin, Kind = FeeAssessment.Origin, FeeAssessment.Kind
BY_OTHERS = (Origin.MANUAL, Origin.IMPORT)
REASON = "Fees of {} assessed"
LONGEST_REASON = 300


class AssessingRefusedError(Exception):
    """Nothing was assessed; its text is one sentence that says why."""


def assess(
    fiscal_year: int,
    franchises: QuerySet[Franchise] | None,
    first_month: int,
    today: date,
    user: User | None = None,
    *,
    dry_run: bool = False,
    expected: str | None = None,
) -> Assessing:
    """Assess the fees of *fiscal_year*, and return what was done; in a dry run, what would be.

    Of *franchises*, or of all. A period is assessed once it is over: its last day is before
    *today*. All is done or nothing; two people at once are taken in turn. Where *expected* (a
    `Assessing.digest`) is given and it would come to something else, nothing is done. Raises
    `AssessingRefusedError`, as where the year is closed. Some twenty queries, whatever the number
    of franchises, and more for each one that is removed.
    """
    year = Year(fiscal_year, first_month)
    if dry_run:
        _refuse_closed(FiscalYear.objects.filter(year=fiscal_year).first())
        return _Plan(year, franchises, today).result
    with transaction.atomic():
        # An assessment that a person enters meanwhile waits for nothing on SQLite and PostgreSQL
        # alike; a year that is being closed is waited for.
        _refuse_closed(FiscalYear.objects.select_for_update().filter(year=fiscal_year).first())
        plan = _Plan(year, franchises, today)
        if expected is not None and plan.result.digest != expected:
            raise AssessingRefusedError(
                "What would be assessed has changed since the page was opened: look at it again."
            )
        plan.carry_out(user)
    return plan.result


def _refuse_closed(year: FiscalYear | None) -> None:
    if year is not None and year.state == FiscalYear.State.CLOSED:
        raise AssessingRefusedError(
            f"{fiscal_year_label(year.year)} is closed: what changes it is an adjustment in an"
            " open year."
        )


class _Plan:
    """What is to be done for a year, and the doing of it."""

    def __init__(self, year: Year, franchises: QuerySet[Franchise] | None, today: date) -> None:
        self.year, self.today = year, today
        self.result = Assessing(year.number)
        self.created: list[FeeAssessment] = []
        self.updated: list[FeeAssessment] = []
        self.removed: list[FeeAssessment] = []
        chosen = Franchise.objects.all() if franchises is None else franchises
        in_reach = chosen.filter(is_published=True).select_related("franchisee")
        self.by_schedule, self.by_others = self._recorded(chosen)
        due = {each.franchise.pk: each for each in due_fees(in_reach, year)}
        for franchise in chosen.order_by("number").select_related("franchisee"):
            fees = due.get(franchise.pk)
            if fees is not None:
                self._take(fees)
            elif franchises is not None or self.by_schedule[franchise.pk]:
                self._pass_over(franchise)

    def carry_out(self, user: User | None) -> None:
        """Write what is to be done, each change with its reason in the history."""
        reason = REASON.format(self.year.label)
        who = {"default_user": user, "default_change_reason": reason}
        if self.created:
            bulk_create_with_history(self.created, FeeAssessment, batch_size=500, **who)
        if self.updated:
            columns = ["amount", "due_on", "working"]
            bulk_update_with_history(self.updated, FeeAssessment, columns, batch_size=200, **who)
        for assessment in self.removed:
            assessment._history_user = user  # type: ignore[attr-defined]
            assessment._change_reason = f"{reason}: no longer due"  # type: ignore[attr-defined]
            assessment.delete()

    def _recorded(
        self, chosen: QuerySet[Franchise]
    ) -> tuple[dict[int, dict[str, FeeAssessment]], dict[int, list[tuple[str, str]]]]:
        """Return the fees on record by franchise: those by schedule by period, and the others."""
        by_schedule: dict[int, dict[str, FeeAssessment]] = defaultdict(dict)
        by_others: dict[int, list[tuple[str, str]]] = defaultdict(list)
        named = {"payments": FeeCollection, "late": FeeAssessment, "adjusted": FeeAssessment}
        columns = {"payments": "pays", "late": "late_for", "adjusted": "adjusts"}
        names = [
            Exists(model._default_manager.filter(**{columns[name]: OuterRef("pk")}))
            for name, model in named.items()
        ]
        rows = FeeAssessment.objects.filter(
            Q(origin=Origin.SCHEDULE) | Q(origin__in=BY_OTHERS),
            fiscal_year=self.year.number,
            kind=Kind.FEE,
            franchise__in=chosen.order_by().values("pk"),
        ).annotate(is_named=names[0] | names[1] | names[2])
        for row in rows.order_by("pk"):
            if row.origin == Origin.SCHEDULE:
                by_schedule[row.franchise_id].setdefault(row.period, row)
            else:
                by_others[row.franchise_id].append((row.period, row.get_origin_display()))
        return by_schedule, by_others

    def _add(self, franchise: Franchise, period: str | None, outcome: Outcome, **more: Any) -> None:
        self.result.rows.append(Assessed(franchise, period, outcome, **more))

    def _pass_over(self, franchise: Franchise) -> None:
        """Say why nothing is due from a franchise that was asked for, or was assessed before."""
        why = f"not in force in {self.year.label}" if franchise.is_published else "a draft"
        self._add(franchise, None, Outcome.NOT_IN_FORCE, why=(why,))
        self._drop_the_rest(franchise)

    def _take(self, due: FranchiseFees) -> None:
        franchise, others = due.franchise, self.by_others[due.franchise.pk]
        if due.problems:
            self._add(franchise, None, Outcome.MISSING, why=due.problems)
        elif not due.fees and others:
            labels = tuple(dict.fromkeys(label for _, label in others))
            self._add(franchise, None, Outcome.ALREADY, why=labels)
        elif due.uncovered:
            days = tuple(days_in_words(each.first, each.last) for each in due.uncovered)
            self._add(franchise, None, Outcome.NO_SCHEDULE, why=days if due.fees else ())
        for fee in due.fees:
            recorded = self.by_schedule[franchise.pk].pop(fee.period, None)
            self._take_fee(franchise, fee, recorded)
        if not due.problems:
            self._drop_the_rest(franchise)

    def _take_fee(
        self, franchise: Franchise, fee: PeriodFee, recorded: FeeAssessment | None
    ) -> None:
        before = None if recorded is None else exact_cents(recorded.amount)
        others = [
            f"{label} for {period or 'the year'}"
            for period, label in self.by_others[franchise.pk]
            if period == fee.period or not period or not fee.period
        ]
        if others:
            both = ["and by its schedule: one of them is to go"] if recorded else []
            why = (*dict.fromkeys(others), *both)
            self._add(franchise, fee.period, Outcome.ALREADY, before=before, why=why)
        elif self.year.period(fee.period).last >= self.today:
            self._add(franchise, fee.period, Outcome.NOT_ENDED, before=before)
        elif fee.missing:
            self._add(franchise, fee.period, Outcome.MISSING, before=before, why=fee.missing)
        elif recorded is None:
            self.created.append(self._assessment(franchise, fee))
            self._add(franchise, fee.period, Outcome.CREATED, amount=fee.amount, fee=fee)
        else:
            self._renew(franchise, fee, recorded)

    def _assessment(self, franchise: Franchise, fee: PeriodFee) -> FeeAssessment:
        return FeeAssessment(
            franchise=franchise,
            fiscal_year=self.year.number,
            period=fee.period,
            origin=Origin.SCHEDULE,
            kind=Kind.FEE,
            amount=fee.amount,  # type: ignore[misc]
            due_on=fee.due_on,
            working=[line.as_kept() for line in fee.lines],
        )

    def _renew(self, franchise: Franchise, fee: PeriodFee, recorded: FeeAssessment) -> None:
        before, why = exact_cents(recorded.amount), why_changed(recorded, fee)
        outcome = Outcome.UPDATED if why else Outcome.UNCHANGED
        self._add(
            franchise, fee.period, outcome, amount=fee.amount, before=before, why=why, fee=fee
        )
        if why:
            recorded.amount, recorded.due_on = fee.amount, fee.due_on  # type: ignore[assignment]
            recorded.working = [line.as_kept() for line in fee.lines]
            reason = f"{REASON.format(self.year.label)}: {'; '.join(why)}"
            recorded._change_reason = reason[:LONGEST_REASON]  # type: ignore[attr-defined]
            self.updated.append(recorded)

    def _drop_the_rest(self, franchise: Franchise) -> None:
        """Remove what its schedules no longer make due; keep what other records name."""
        for period, recorded in sorted(self.by_schedule[franchise.pk].items()):
            before = exact_cents(recorded.amount)
            if recorded.is_named:  # type: ignore[attr-defined]
                why = ("a payment, a late charge or an adjustment names it",)
                self._add(franchise, period, Outcome.KEPT, before=before, why=why)
            else:
                self.removed.append(recorded)
                self._add(franchise, period, Outcome.REMOVED, before=before)
