"""A penalty is imposed: within the range of its section, and with the assessment that is due."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from franchises.models import FeeAssessment, FiscalYear, Penalty
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of
from franchises.rules.workings import Line


class PenaltyRefusedError(Exception):
    """Nothing was imposed; its text is one sentence that says why."""


def check_penalty(penalty: Penalty, amount: Decimal, today: date, first_month: int = 7) -> None:
    """Raise `PenaltyRefusedError` where *penalty*, not yet saved, cannot be imposed. A query."""
    rule = penalty.rule
    if penalty.imposed_on > today:
        raise PenaltyRefusedError("This day is in the future.")
    if not rule.is_in_force_on(penalty.violated_on):
        raise PenaltyRefusedError(f"{rule.section} was not in force on {penalty.violated_on}.")
    allowed = rule.as_range()
    if allowed is None:
        raise PenaltyRefusedError(f"The range of {rule.section} is not on record: enter it first.")
    refusal = allowed.refusal_of(amount, penalty.violations)
    if refusal is not None:
        raise PenaltyRefusedError(refusal)
    year = fiscal_year_of(penalty.imposed_on, first_month)
    if FiscalYear.objects.closed().filter(year=year).exists():
        raise PenaltyRefusedError(
            f"{fiscal_year_label(year)} is closed: a penalty is imposed in an open year."
        )


def impose(
    penalty: Penalty,
    amount: Decimal,
    today: date,
    by: User,
    first_month: int = 7,
    due_on: date | None = None,
) -> None:
    """Impose *penalty*: save it, and the assessment of *amount* dollars that is due, together.

    The assessment is of the fiscal year of the day it is imposed on. Raises `PenaltyRefusedError`.
    """
    check_penalty(penalty, amount, today, first_month)
    with transaction.atomic():
        assessment = _assessment(penalty, amount, first_month, due_on)
        assessment._history_user = penalty._history_user = by  # type: ignore[attr-defined]
        assessment._change_reason = f"Penalty by {penalty.rule.section}"  # type: ignore[attr-defined]
        try:
            assessment.full_clean()
            assessment.save(force_insert=True)
            penalty.assessment = assessment
            penalty.full_clean()
        except ValidationError as error:
            raise PenaltyRefusedError(" ".join(error.messages)) from error
        penalty.save(force_insert=True)


def _assessment(
    penalty: Penalty, amount: Decimal, first_month: int, due_on: date | None
) -> FeeAssessment:
    """Return what is due, not yet saved. One query."""
    line = Line(
        penalty.what,
        amount,
        penalty.violated_on,
        penalty.violated_on,
        quantity=Decimal(penalty.violations),
        unit="violation" if penalty.violations == 1 else "violations",
        source=penalty.rule.section,
    )
    number = Penalty.objects.filter(franchise=penalty.franchise).count() + 1
    return FeeAssessment(
        franchise=penalty.franchise,
        fiscal_year=fiscal_year_of(penalty.imposed_on, first_month),
        origin=FeeAssessment.Origin.MANUAL,
        kind=FeeAssessment.Kind.PENALTY,
        amount=amount,  # type: ignore[misc]
        due_on=due_on or penalty.imposed_on,
        reference=f"PENALTY-{penalty.franchise.number}-{number}",
        working=[line.as_kept()],
    )
