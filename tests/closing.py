"""How tests close a fiscal year: at a stroke, or as two people do."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from franchises.books.closing import close, propose_closing
from franchises.books.freezing import freeze
from franchises.books.restating import restate
from franchises.models import FeeAssessment, FiscalYear


def person(name, *codenames):
    """A member of staff with the named permissions; the same one for the same name."""
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return User.objects.get(pk=user.pk)


def shut(year):
    """Close the books of *year* in the database, without checks and with nothing frozen."""
    FiscalYear.objects.filter(year=year).update(
        state="closed",
        proposed_by=person("proposer"),
        closed_by=person("closer"),
        closed_at=timezone.now(),
    )
    return FiscalYear.objects.get(year=year)


TODAY = date(2026, 11, 23)


def closed(year, first_month=7, today=TODAY):
    """Close *year* as two people do, with its figures frozen; return what was published."""
    propose_closing(year, person("proposer", "close_fiscalyear"), today, first_month)
    return close(
        year,
        person("closer", "close_fiscalyear"),
        today,
        first_month,
        freeze(year, first_month).sha256,
    )


def restated(year, reason="audit", first_month=7):
    """Restate *year*; return what was published."""
    return restate(year, reason, person("restater", "restate_fiscalyear"), first_month)


def late_charge(late_for, by, fiscal_year=2013):
    """Keep a late charge of $5 that *by* posted in *fiscal_year*, and return it."""
    charge = FeeAssessment(
        franchise=late_for.franchise,
        fiscal_year=fiscal_year,
        origin="lateness",
        kind="interest",
        amount=Decimal("5.00"),
        late_for=late_for,
        late_from=date(2012, 9, 1),
        late_through=date(2012, 9, 30),
        reference="LATE-1",
    )
    charge._history_user = by
    charge.save()
    return charge
