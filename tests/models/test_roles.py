"""The roles: what the table gives, who may not do two things, and groups that follow the table."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import models

from franchises.models.role_upkeep import drift_of_roles, sync_roles
from franchises.models.roles import ROLES, permissions_by_role


def ours():
    """Every model of the product that a person could be given a permission of."""
    return [
        model
        for model in apps.get_app_config("franchises").get_models()
        if not hasattr(model, "instance_type")
        and not any(hasattr(f.related_model, "instance_type") for f in model._meta.fields)
        and (model._meta.default_permissions or model._meta.permissions)
    ]


def named(group):
    labels = group.permissions.values_list("content_type__app_label", "codename")
    return {".".join(label) for label in labels}


def test_every_model_may_be_viewed_in_some_role():
    given = frozenset().union(*permissions_by_role().values())

    nobody_sees = {
        model._meta.label
        for model in ours()
        if f"franchises.view_{model._meta.model_name}" not in given
    }

    assert nobody_sees == set(), "give these models to roles, in franchises/models/roles.py"


def test_every_permission_beyond_rows_is_given_in_some_role():
    given = frozenset().union(*permissions_by_role().values())

    beyond = {f"franchises.{name}" for model in ours() for name, _ in model._meta.permissions}

    assert beyond - given == set(), "give these permissions to roles, in franchises/models/roles.py"


@pytest.mark.django_db
def test_the_table_names_no_permission_that_is_not_there():
    given = frozenset().union(*permissions_by_role().values())
    labels = Permission.objects.values_list("content_type__app_label", "codename")

    assert given - {".".join(label) for label in labels} == set()


def test_no_role_posts_late_charges_and_closes_years():
    both = {"franchises.post_late_charges", "franchises.close_fiscalyear"}

    assert [role for role, given in permissions_by_role().items() if both <= given] == []


def test_a_viewer_and_an_auditor_write_nothing():
    for role in ("Viewer", "Auditor"):
        given = permissions_by_role()[role]
        assert [name for name in given if not name.split(".")[1].startswith("view_")] == []


def test_an_auditor_sees_all_that_anybody_sees_and_the_history_of_everything():
    given = permissions_by_role()
    seen = {
        name for each in given.values() for name in each if name.split(".")[1].startswith("view_")
    }

    assert seen - given["Auditor"] == set()
    assert "franchises.view_all_history" in given["Auditor"]
    assert [role for role in ROLES if "franchises.view_all_history" in given[role]] == [
        "Auditor",
        "Administrator",
    ]


def test_no_role_edits_groups_or_deletes_accounts():
    given = frozenset().union(*permissions_by_role().values())

    assert {name for name in given if name.startswith("auth.")} == {
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
    }


@pytest.mark.django_db
def test_migrate_makes_a_group_of_each_role():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    for role, permissions in permissions_by_role().items():
        assert named(Group.objects.get(name=role)) == permissions


@pytest.mark.django_db
def test_migrate_puts_a_role_right_and_leaves_a_group_of_another_name_alone():
    clerk, mine = Group.objects.get(name="Fee clerk"), Group.objects.create(name="Mine")
    mine.permissions.add(Permission.objects.get(codename="close_fiscalyear"))
    clerk.permissions.add(Permission.objects.get(codename="close_fiscalyear"))
    user = User.objects.create_user("kim")
    user.groups.add(clerk, mine)

    call_command("migrate", verbosity=0, interactive=False)

    assert named(clerk) == permissions_by_role()["Fee clerk"]
    assert named(mine) == {"franchises.close_fiscalyear"}
    assert set(user.groups.all()) == {clerk, mine}


@pytest.mark.django_db(transaction=True)
def test_the_roles_are_there_after_a_database_was_emptied():
    call_command("flush", verbosity=0, interactive=False)

    assert drift_of_roles() == []
    assert Group.objects.count() == len(ROLES)


@pytest.mark.django_db
def test_roles_as_they_should_be_are_looked_at_in_four_queries(django_assert_num_queries):
    # Groups, their permissions, what these are of, all permissions; a savepoint and its release.
    with django_assert_num_queries(6):
        assert sync_roles() == []


@pytest.mark.django_db
def test_a_check_says_which_role_was_changed():
    assert run_checks(databases=["default"]) == []
    viewer = Group.objects.get(name="Viewer")
    viewer.permissions.remove(Permission.objects.get(codename="view_holiday"))
    viewer.permissions.add(Permission.objects.get(codename="delete_holiday"))
    Group.objects.get(name="Closer").delete()

    found = run_checks(databases=["default"])

    assert [message.id for message in found] == ["franchises.W002"] * 2
    assert found[0].msg.endswith(
        "Viewer: lacks franchises.view_holiday, has franchises.delete_holiday beside."
    )
    assert found[1].msg.endswith("Closer: is not there.")


def test_g08_a_history_is_no_model_to_give():
    assert {"Franchise", "FeeAssessment"} <= {model.__name__ for model in ours()}
    assert not [model for model in ours() if model.__name__.startswith("Historical")]
    assert all(issubclass(model, models.Model) for model in ours())
