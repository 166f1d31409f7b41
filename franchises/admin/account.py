"""The pages of people's accounts: who may do what.

Only a superuser gives rights, nobody gives any to themselves, and nobody deletes an account: the
history names it. Who gave what to whom is in the log, by name.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
GRANTS = (*RIGHTS, "is_active", "permissions")

admin.site.unregister([User, Group])


class LoggedGrants:
    """Has the log name the rights that were given and taken, beside which fields were changed."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        message: Any = super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]
        for part in message:
            part.get("changed", {}).get("fields", []).extend(_grants_in(form))
        return message


@admin.register(User)
class AccountAdmin(LoggedGrants, UserAdmin):
    list_display = ("username", "first_name", "last_name", "email", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the rights as read-only, save for a superuser at the account of another."""
        fields = super().get_readonly_fields(request, obj)
        is_given_by = _is_superuser(request) and (obj is None or obj.pk != request.user.pk)
        return fields if is_given_by else (*fields, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Return whether *request* may change *obj*: a superuser's account is a superuser's."""
        return super().has_change_permission(request, obj) and (
            obj is None or not obj.is_superuser or _is_superuser(request)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Return False: an account that is no longer needed is made inactive."""
        return False

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Set the password of another, unless that would lend rights beyond one's own."""
        user = self.get_object(request, unquote(id))
        if user is not None and not _is_superuser(request) and _holds_more(user, request.user):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


@admin.register(Group)
class RoleAdmin(LoggedGrants, GroupAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return _is_superuser(request)


def _grants_in(form: Any) -> Iterator[str]:
    """Yield each right that *form* gives (+) or takes (-), such as ``+ Fee clerk``."""
    for name in form.changed_data:
        if name not in GRANTS:
            continue
        old, new = form.initial.get(name), form.cleaned_data[name]
        if isinstance(new, bool):
            yield f"{'+' if new else '-'} {form.fields[name].label.lower()}"
        else:
            before, after = {str(each) for each in old or ()}, {str(each) for each in new}
            yield from (f"+ {each}" for each in sorted(after - before))
            yield from (f"- {each}" for each in sorted(before - after))


def _holds_more(user: User, than: Any) -> bool:
    """Return whether *user* may do, or could once active, what *than* may not. Two queries."""
    held = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    names = held.values_list("content_type__app_label", "codename")
    return any(not than.has_perm(f"{app_label}.{codename}") for app_label, codename in names)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)
