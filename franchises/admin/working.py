"""How an amount came about, on the page of its assessment; a computed one is not typed over."""

from typing import Any

from django.db.models import Field
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from franchises.admin.corrections import FeeOfClosedYearAdmin
from franchises.models import FeeAssessment
from franchises.rules.workings import Line

Origin = FeeAssessment.Origin
COMPUTED = (Origin.SCHEDULE, Origin.LATENESS)
# What the working adds up to, and what it is for.
OF_THE_WORKING = ["franchise", "fiscal_year", "period", "amount", "due_on", "origin", "adjusts"]
HEADING = "working-heading"


def working_shown(assessment: FeeAssessment) -> SafeString | str:
    """Return the working as a table; lines of plain text as they are."""
    if not assessment.working:
        return "-"
    lines = _lines(assessment.working)
    if lines is None:
        items = format_html_join("", "<li>{}</li>", ((line,) for line in assessment.working))
        return format_html('<ol class="problems">{}</ol>', items)
    values = {
        "lines": lines,
        "labelled": HEADING,
        "total": assessment.amount,
        "total_label": "In all",
    }
    table = render_to_string("admin/fee_lines.html", values)
    return format_html('<p id="{}">How the amount came about</p>{}', HEADING, table)


def _lines(working: list[Any]) -> list[Line] | None:
    """Return the lines; None where one of them is not as `Line.as_kept` writes it."""
    try:
        return [Line.from_kept(line) for line in working]
    except (TypeError, KeyError, ValueError, ArithmeticError):
        return None


class ComputedAmountAdmin(FeeOfClosedYearAdmin):
    """Offers no change of what was computed, nor to enter anything as if it were."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fields that are shown and not entered: more of an assessment computed."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *OF_THE_WORKING] if obj and obj.origin in COMPUTED else fields

    def formfield_for_choice_field(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Return the field; the origins that are computed are not offered."""
        if db_field.name == "origin":
            computed = {each.value for each in COMPUTED}
            kwargs["choices"] = [each for each in Origin.choices if each[0] not in computed]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
