"""Accounts: only a superuser gives rights, and no account is deleted."""

import pytest
from django.contrib.auth.models import Group, User

pytestmark = pytest.mark.django_db

RIGHTS_OVER_USERS = ("add_user", "change_user", "delete_user", "view_user")


def account_form(user, **changes):
    return {
        "username": user.username,
        "first_name": "",
        "last_name": "",
        "email": "",
        "is_active": "on",
        "last_login_0": "",
        "last_login_1": "",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "12:00:00",
        **changes,
    }


def page_of(user):
    return f"/admin/auth/user/{user.pk}/change/"


def test_a_clerk_who_may_change_users_cannot_give_rights_to_anybody(staff_client):
    client = staff_client(*RIGHTS_OVER_USERS)
    clerk = User.objects.get(username="clerk")
    group = Group.objects.create(name="Everything")

    response = client.post(
        page_of(clerk),
        account_form(clerk, first_name="Ada", is_superuser="on", groups=[group.pk]),
    )

    assert response.status_code == 302
    clerk.refresh_from_db()
    assert (clerk.first_name, clerk.is_superuser) == ("Ada", False)
    assert clerk.groups.count() == 0
    assert clerk.is_staff
    assert clerk.user_permissions.count() == 4


def test_a_clerk_who_may_change_users_cannot_change_a_superuser(staff_client, admin_user):
    client = staff_client(*RIGHTS_OVER_USERS)

    assert client.post(page_of(admin_user), account_form(admin_user)).status_code == 403
    password = {"password1": "owned owned owned", "password2": "owned owned owned"}
    address = f"/admin/auth/user/{admin_user.pk}/password/"
    assert client.post(address, password).status_code == 403


def test_only_a_superuser_edits_groups(staff_client, admin_client):
    group = Group.objects.create(name="Clerks")
    client = staff_client("add_group", "change_group", "delete_group", "view_group")
    address = f"/admin/auth/group/{group.pk}/change/"

    assert client.post(address, {"name": "Kings"}).status_code == 403
    assert client.post("/admin/auth/group/add/", {"name": "Kings"}).status_code == 403
    assert admin_client.post(address, {"name": "Fee clerks"}).status_code == 302


def test_a_superuser_gives_rights(admin_client):
    user = User.objects.create_user("new")

    assert admin_client.post(page_of(user), account_form(user, is_staff="on")).status_code == 302
    user.refresh_from_db()
    assert user.is_staff


def test_an_account_is_never_deleted_since_the_history_names_it(admin_client):
    user = User.objects.create_user("gone")

    response = admin_client.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=user.pk).exists()
