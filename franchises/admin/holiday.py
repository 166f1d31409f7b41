"""The pages of holidays, which grace in business days is counted without."""

from django.contrib import admin

from franchises.admin.record import RecordAdmin
from franchises.models import Holiday
from franchises.rules.lateness import SATURDAY


@admin.register(Holiday)
class HolidayAdmin(RecordAdmin):
    list_display = ["day", "weekday", "name"]
    search_fields = ["name"]
    search_help_text = "Part of a name."
    date_hierarchy = "day"
    ordering = ["-day"]
    fields = ["day", "name"]

    @admin.display(description="day of the week")
    def weekday(self, holiday: Holiday) -> str:
        name = f"{holiday.day:%A}"
        return name if holiday.day.weekday() < SATURDAY else f"{name}: no business day anyway"
