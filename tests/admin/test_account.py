"""Accounts: only a superuser gives rights, and no account is deleted."""

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

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


def test_f107_only_a_superuser_edits_groups(staff_client, admin_client):
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


def test_f107_nobody_gives_rights_to_themselves_not_even_a_superuser(admin_client, admin_user):
    group = Group.objects.create(name="Everything")

    response = admin_client.post(
        page_of(admin_user), account_form(admin_user, first_name="Ada", groups=[group.pk])
    )

    assert response.status_code == 302
    admin_user.refresh_from_db()
    assert (admin_user.first_name, admin_user.is_superuser) == ("Ada", True)
    assert admin_user.groups.count() == 0


@pytest.fixture
def administrator():
    user = User.objects.create_user("admin-clerk", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrator"))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def member(role, **options):
    user = User.objects.create_user("other", "", "old and long", is_staff=True, **options)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


PASSWORD = {
    "password1": "owned owned owned",
    "password2": "owned owned owned",
    "usable_password": "true",
    "set-password": "1",
}


@pytest.mark.parametrize(
    ("role", "is_active", "status"),
    [
        ("", True, 302),
        ("Viewer", True, 302),
        ("Auditor", True, 302),
        ("Closer", True, 403),
        ("Fee clerk", True, 403),
        # Otherwise one would wake the account of a closer, and be the closer.
        ("Closer", False, 403),
    ],
)
def test_an_administrator_sets_the_password_of_whoever_holds_no_more_than_they_do(
    administrator, role, is_active, status
):
    other = member(role, is_active=is_active)

    response = administrator.post(f"/admin/auth/user/{other.pk}/password/", PASSWORD)

    assert response.status_code == status
    other.refresh_from_db()
    assert other.check_password("owned owned owned") == (status == 302)


def test_an_administrator_opens_an_account_and_gives_it_no_rights(administrator):
    new = {"username": "new", "usable_password": "true", **PASSWORD}
    group = Group.objects.get(name="Viewer")
    assert administrator.post("/admin/auth/user/add/", new).status_code == 302
    user = User.objects.get(username="new")

    administrator.post(
        page_of(user),
        account_form(user, last_name="Doe", is_staff="on", is_superuser="on", groups=[group.pk]),
    )

    user.refresh_from_db()
    assert (user.last_name, user.is_staff, user.is_superuser) == ("Doe", False, False)
    assert user.groups.count() == 0


def test_an_administrator_lets_a_colleague_in_again_who_was_locked_out(administrator, client):
    colleague = User.objects.create_user("ada", password="Analytical-1843", is_staff=True)

    def log_in(password):
        form = {"username": colleague.username, "password": password}
        return client.post("/admin/login/", form, REMOTE_ADDR="203.0.113.5").status_code

    for _ in range(5):
        log_in("wrong")
    assert log_in("Analytical-1843") == 429
    attempts = "/admin/axes/accessattempt/"
    asked = {"action": "let_in_again", "_selected_action": [AccessAttempt.objects.get().pk]}

    response = administrator.post(attempts, asked, follow=True)

    assert "May log in again: ada." in response.text
    assert LogEntry.objects.filter(action_flag=DELETION).count() == 1
    assert log_in("Analytical-1843") == 302


def test_an_administrator_puts_an_account_out_of_use(administrator):
    closer = member("Closer")
    form = account_form(closer)
    del form["is_active"]

    assert administrator.post(page_of(closer), form).status_code == 302
    closer.refresh_from_db()
    assert not closer.is_active
    assert closer.groups.get().name == "Closer"


def test_an_administrator_neither_edits_a_superuser_nor_a_role(administrator, admin_user):
    group = Group.objects.get(name="Viewer")
    password = f"/admin/auth/user/{admin_user.pk}/password/"

    assert administrator.post(page_of(admin_user), account_form(admin_user)).status_code == 403
    assert administrator.post(password, PASSWORD).status_code == 403
    assert (
        administrator.post(f"/admin/auth/group/{group.pk}/change/", {"name": "x"}).status_code
        == 403
    )


def test_f107_the_log_names_the_rights_that_were_given_and_taken(admin_client):
    user = member("Viewer", is_active=True)
    closer = Group.objects.get(name="Closer")

    admin_client.post(
        page_of(user), account_form(user, username="other", is_superuser="on", groups=[closer.pk])
    )

    entry = LogEntry.objects.get(object_id=str(user.pk))
    assert entry.user.username == "admin"
    assert entry.get_change_message() == (
        "Changed Staff status, Superuser status, Groups, Date joined, - staff status,"
        " + superuser status, + Closer and - Viewer."
    )


def test_the_log_names_what_a_role_was_given(admin_client):
    group = Group.objects.create(name="Mine")
    permission = Permission.objects.get(codename="close_fiscalyear")

    admin_client.post(
        f"/admin/auth/group/{group.pk}/change/", {"name": "Mine", "permissions": [permission.pk]}
    )

    text = LogEntry.objects.get(object_id=str(group.pk)).get_change_message()
    assert text.startswith("Changed Permissions and + ")
    assert text.endswith("Can close fiscal years.")
