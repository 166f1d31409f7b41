"""How tests close a fiscal year: at a stroke, where what is frozen does not matter."""

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from franchises.models import FiscalYear


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
