"""What the contracts of the sample city require, and what became of it, as its people enter it.

After its books: a draw and an audit are of amounts that are in them. Days are fixed.
"""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from franchises.contracts.auditing import assess_audit
from franchises.contracts.drawing import draw
from franchises.contracts.noticing import keep_notice
from franchises.contracts.obligations import generate_obligations
from franchises.contracts.penalizing import impose
from franchises.management.sample_books import TODAY, keep
from franchises.management.sample_staff import sample_person
from franchises.models import (
    Audit,
    AuditFinding,
    AuditTerms,
    FeeAssessment,
    Franchise,
    InsuranceCertificate,
    InsuranceRequirement,
    Notice,
    Obligation,
    ObligationRule,
    Penalty,
    PenaltyRule,
    Security,
    SecurityDraw,
    SecurityRequirement,
)

THROUGH = 2028
# What is entered as it is written, in this order.
PLAIN = {
    "security_requirement": SecurityRequirement,
    "security": Security,
    "insurance_requirement": InsuranceRequirement,
    "insurance_certificate": InsuranceCertificate,
    "obligation": Obligation,
    "audit_terms": AuditTerms,
}
Written = dict[str, Any]


def has_sample_duties() -> bool:
    """Return whether they were made: all of them, since they are made at once."""
    return ObligationRule.objects.exists()


@transaction.atomic
def make_sample_duties(path: Path, first_month: int) -> None:
    """Make what the TOML file at *path* describes, whole or not at all."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    manager, clerk = sample_person("franchise-manager"), sample_person("fee-clerk")
    for name, model in PLAIN.items():
        for each in written[name]:
            keep(model(**_of_franchise(each)), manager)
    for each in written["rule"]:
        keep(ObligationRule(responsible=manager, **_of_franchise(each)), manager)
    generate_obligations(THROUGH, first_month, by=manager)
    for each in written["waived"]:
        _waive(each, manager)
    for each in written["draw"]:
        _draw(each, clerk, first_month)
    for each in written["audit"]:
        _audit(each, clerk, first_month)
    for each in written["notice"]:
        keep_notice(Notice(**_of_franchise(each)), TODAY, manager)
    for each in written["penalty"]:
        _penalize(each, clerk, first_month)


def _of_franchise(each: Written) -> Written:
    return each | {"franchise": Franchise.objects.get(number=each["franchise"])}


def _waive(each: Written, by: User) -> None:
    obligation = Obligation.objects.get(
        franchise__number=each["franchise"], period_ends_on=each["period_ends_on"]
    )
    obligation.waived_on, obligation.waived_because = each["waived_on"], each["waived_because"]
    keep(obligation, by)


def _draw(each: Written, by: User, first_month: int) -> None:
    security = Security.objects.get(number=each["security"])
    wish = SecurityDraw(security=security, drawn_on=each["drawn_on"], because=each["because"])
    pays = FeeAssessment.objects.get(
        franchise=security.franchise,
        fiscal_year=each["fiscal_year"],
        period=each["period"],
        origin=FeeAssessment.Origin.SCHEDULE,
    )
    draw(wish, pays, Decimal(each["amount"]), TODAY, by, first_month)


def _audit(each: Written, by: User, first_month: int) -> None:
    findings = each.pop("finding")
    audit = Audit(**_of_franchise(each))
    keep(audit, by)
    for finding in findings:
        keep(AuditFinding(audit=audit, **finding), by)
    assess_audit(audit, TODAY, by, first_month)


def _penalize(each: Written, by: User, first_month: int) -> None:
    amount, due_on = Decimal(each.pop("amount")), each.pop("due_on")
    rule = PenaltyRule.objects.get(section=each.pop("section"))
    notice = Notice.objects.get(reference=each.pop("notice"))
    penalty = Penalty(rule=rule, notice=notice, **_of_franchise(each))
    impose(penalty, amount, TODAY, by, first_month, due_on)
