"""Logins that failed: whom they lock out, and letting a colleague in again."""

from typing import Any

from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse


@admin.action(permissions=["delete"], description="Let the selected log in again")
def let_in_again(model_admin: Any, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
    """Forget the failures that lock them out; the log of the admin keeps who did it."""
    names = ", ".join(sorted({each.username or "Somebody" for each in queryset}))
    model_admin.log_deletions(request, queryset)
    queryset.delete()
    messages.success(request, f"May log in again: {names}.")


admin.site.unregister(AccessAttempt)


@admin.register(AccessAttempt)
class LoginAttemptAdmin(AccessAttemptAdmin):
    """Without the action of the package, which fails beside a middleware that is its own."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start", "status")
    list_filter = ()
    actions = (let_in_again,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_delete(
        self, request: HttpRequest, obj_display: str, obj_id: int
    ) -> HttpResponseRedirect:
        """Go back to the list, also for who may not change what is in it."""
        super().response_delete(request, obj_display, obj_id)
        return HttpResponseRedirect(reverse("admin:axes_accessattempt_changelist"))
