"""What is money, a term or a status is changed with its reason, on every page that changes it."""

from django.contrib import admin
from django.db import models

from franchises.admin.record import HistoryAdmin, LookedAtAdmin
from franchises.models.fields import CentsField

# Never typed, told why in a field of its own, or no term of anything.
ELSEWHERE = {
    "complaint.created_on",
    "document.dated_on",
    "feeassessment.late_from",
    "feeassessment.late_through",
    "franchise.registered_on",
    "franchiseevent.old_expires_on",
    "installation.activated_on",
    "installation.installed_on",
    "installation.removed_on",
    "installation.reserved_on",
    "obligation.done_on",
    "obligation.period_ends_on",
    "obligation.waived_on",
    "penalty.imposed_on",
    "penalty.violated_on",
}


def test_money_and_days_are_changed_with_a_reason():
    without = {
        f"{model._meta.model_name}.{field.name}"
        for model, page in admin.site._registry.items()
        if isinstance(page, HistoryAdmin) and not isinstance(page, LookedAtAdmin)
        for field in model._meta.concrete_fields
        if isinstance(field, CentsField | models.DateField)
        and not isinstance(field, models.DateTimeField)
        and field.name not in page.reasoned_fields
    }
    assert without == ELSEWHERE
