"""The groups of the roles are made after every migrate, as the table of roles has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections, router, transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from franchises.models.roles import permissions_by_role


@dataclass(frozen=True)
class Drift:
    """How the group of a role differs from the table."""

    role: str
    is_missing: bool
    lacks: tuple[str, ...]
    has_beside: tuple[str, ...]

    def __str__(self) -> str:
        parts = ["is not there"] if self.is_missing else []
        parts += [f"lacks {name}" for name in self.lacks if not self.is_missing]
        parts += [f"has {name} beside" for name in self.has_beside]
        return f"{self.role}: {', '.join(parts)}"


def drift_of_roles(using: str = "default") -> list[Drift]:
    """Return the roles whose groups are not as the table has them. Four queries."""
    known = set(_permissions(using))
    found: dict[str, set[str]] = {}
    groups = Group.objects.using(using).filter(name__in=permissions_by_role())
    for group in groups.prefetch_related("permissions__content_type"):
        found[group.name] = {_label(each) for each in group.permissions.all()}
    drifts = []
    for role, permissions in permissions_by_role().items():
        # A permission of a model whose table is yet to be migrated is not there to be given.
        wanted, has = permissions & known, found.get(role, set())
        if role not in found or wanted != has:
            drifts.append(
                Drift(
                    role,
                    role not in found,
                    tuple(sorted(wanted - has)),
                    tuple(sorted(has - wanted)),
                )
            )
    return drifts


def sync_roles(using: str = "default") -> list[Drift]:
    """Make the group of each role as the table has it; return what was put right.

    A group of any other name is left alone, and so is who is in which group.
    """
    with transaction.atomic(using=using):
        drifts = drift_of_roles(using)
        permissions = _permissions(using) if drifts else {}
        for drift in drifts:
            group, _ = Group.objects.using(using).get_or_create(name=drift.role)
            group.permissions.remove(*(permissions[name] for name in drift.has_beside))
            group.permissions.add(*(permissions[name] for name in drift.lacks))
    return drifts


def make_permissions(using: str = "default") -> None:
    """Make the permissions of our models, which Django makes only after each migrate."""
    create_permissions(apps.get_app_config("franchises"), verbosity=0, using=using)


@receiver(post_migrate)
def make_roles(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make the roles, once every app before ours in the settings has its permissions."""
    if sender.name == "franchises" and _has_groups(using):
        # This may be asked before Django is, which makes them at the same signal.
        make_permissions(using)
        sync_roles(using)


@register(Tags.database)
def check_roles(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Return a warning for each role whose group somebody has changed."""
    return [
        Warning(
            f"The group of a role is not as the table of roles has it. {drift}.",
            hint="Run manage.py sync_roles, or give what is more to a group of another name.",
            id="franchises.W002",
        )
        for using in databases or ()
        if _has_groups(using)
        for drift in drift_of_roles(using)
    ]


def _has_groups(using: str) -> bool:
    if not router.allow_migrate_model(using, Group):
        return False
    with connections[using].cursor() as cursor:
        tables = connections[using].introspection.table_names(cursor)
    return {Group._meta.db_table, Permission._meta.db_table} <= set(tables)


def _permissions(using: str) -> dict[str, Permission]:
    """Return every permission by its name in the table of roles. One query."""
    permissions = Permission.objects.using(using).select_related("content_type")
    return {_label(each): each for each in permissions}


def _label(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"
