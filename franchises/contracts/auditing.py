"""The findings of an audit become assessments, and so does its cost where the contract says so.

Lateness is charged on them as on every fee: each is due on the day it should have been paid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from franchises.models import Audit, AuditFinding, AuditTerms, FeeAssessment, FiscalYear
from franchises.rules.audits import cost_is_shifted
from franchises.rules.fee_rates import plain
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of, period_bounds
from franchises.rules.money import exact_cents
from franchises.rules.workings import NOTHING, Line

Origin, Kind = FeeAssessment.Origin, FeeAssessment.Kind


class AuditRefusedError(Exception):
    """Nothing was assessed; its text is one sentence that says why."""


@dataclass(frozen=True)
class ToAssess:
    """An assessment, not yet saved, and the finding it is of: None for the cost of the audit."""

    assessment: FeeAssessment
    finding: AuditFinding | None


def underpaid_in(audit: Audit) -> Decimal:
    """Return what *audit* found unpaid, in US dollars. One query."""
    return sum((each.underpaid for each in audit.findings.all()), NOTHING)


def terms_of(audit: Audit) -> AuditTerms | None:
    """Return what the contract says of the cost of *audit*: as of the day of its report."""
    return (
        AuditTerms.objects.filter(franchise=audit.franchise_id, effective_on__lte=audit.reported_on)
        .order_by("effective_on")
        .last()
    )


def franchisee_bears_cost(audit: Audit) -> bool:
    """Return whether the underpayment is above the contract's threshold. Two queries.

    Where the contract says nothing, the city bears what its audit cost.
    """
    terms = terms_of(audit)
    return terms is not None and cost_is_shifted(
        underpaid_in(audit), exact_cents(audit.paid), Decimal(terms.threshold)
    )


def what_to_assess(audit: Audit, today: date, first_month: int = 7) -> list[ToAssess]:
    """Return what *audit* calls for and is not assessed yet. Four queries.

    A finding of a closed year is assessed in the year of *today*. Raises `AuditRefusedError` where
    that is closed too.
    """
    closed = set(FiscalYear.objects.closed().values_list("year", flat=True))
    this_year = fiscal_year_of(today, first_month)
    if this_year in closed:
        raise AuditRefusedError(
            f"{fiscal_year_label(this_year)} is closed: findings are assessed in an open year."
        )
    found = list(_of_findings(audit, closed, this_year, first_month))
    if audit.cost and audit.cost_assessment_id is None and franchisee_bears_cost(audit):
        found.append(ToAssess(_of_cost(audit, this_year), None))
    return found


def assess_audit(audit: Audit, today: date, by: User, first_month: int = 7) -> list[ToAssess]:
    """Assess what *audit* calls for and is not assessed yet, all or nothing, and return it.

    Two people at once are taken in turn. Raises `AuditRefusedError`.
    """
    with transaction.atomic():
        locked = Audit.objects.select_for_update(no_key=True, of=("self",)).get(pk=audit.pk)
        made = what_to_assess(locked, today, first_month)
        for each in made:
            _keep(each, locked, by)
    return made


def _of_findings(
    audit: Audit, closed: set[int], this_year: int, first_month: int
) -> Iterator[ToAssess]:
    for number, finding in enumerate(audit.findings.order_by("pk"), start=1):
        if finding.assessment_id is not None:
            continue
        is_closed = finding.fiscal_year in closed
        days = period_bounds(finding.fiscal_year, finding.period, first_month)
        line = Line(
            finding.what,
            finding.underpaid,
            *days,
            quantity=exact_cents(finding.not_reported),
            unit="$ not reported",
            rate=f"{plain(Decimal(finding.percent))}%",
            source=f"Audit {audit.reference}",
        )
        assessment = FeeAssessment(
            franchise=audit.franchise,
            fiscal_year=this_year if is_closed else finding.fiscal_year,
            period="" if is_closed else finding.period,
            origin=Origin.AUDIT,
            kind=Kind.FEE,
            amount=line.amount,  # type: ignore[misc]
            due_on=finding.due_on,
            reference=f"{audit.reference}-{number}",
            working=[line.as_kept()],
        )
        yield ToAssess(assessment, finding)


def _of_cost(audit: Audit, this_year: int) -> FeeAssessment:
    """Return the assessment of what the audit cost: without a due date until a bill names one."""
    cost = exact_cents(audit.cost or 0)
    line = Line(
        "What the audit cost",
        cost,
        audit.reported_on,
        audit.reported_on,
        source=getattr(terms_of(audit), "source", ""),
    )
    return FeeAssessment(
        franchise=audit.franchise,
        fiscal_year=this_year,
        origin=Origin.AUDIT,
        kind=Kind.FEE,
        amount=cost,  # type: ignore[misc]
        reference=f"{audit.reference}-COST",
        working=[line.as_kept()],
    )


def _keep(each: ToAssess, audit: Audit, by: User) -> None:
    owner: AuditFinding | Audit = audit if each.finding is None else each.finding
    why = f"Found by audit {audit.reference}"
    for record in (each.assessment, owner):
        record._history_user, record._change_reason = by, why  # type: ignore[union-attr]
    try:
        each.assessment.full_clean()
    except ValidationError as error:
        raise AuditRefusedError(" ".join(error.messages)) from error
    each.assessment.save(force_insert=True)
    if isinstance(owner, Audit):
        owner.cost_assessment = each.assessment
    else:
        owner.assessment = each.assessment
    owner.save()
