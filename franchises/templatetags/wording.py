"""How templates write an amount or a status: in the words that the reports and the admin use."""

from decimal import Decimal

from django import template

from franchises.models.franchise import STATUS_LABELS
from franchises.reports.notes import UNKNOWN
from franchises.rules.money import format_money
from franchises.rules.term import Status

register = template.Library()


@register.filter
def money(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else format_money(amount)


@register.filter
def status_label(status: str) -> str:
    return str(STATUS_LABELS[Status(status)])
