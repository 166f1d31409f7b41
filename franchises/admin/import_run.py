"""The pages of import runs: made by the import, read-only for everybody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from franchises.admin.addresses import Link, page_of
from franchises.admin.import_undo import progress_view, undo_address, undo_view
from franchises.admin.record import LookedAtAdmin
from franchises.models import ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(LookedAtAdmin):
    change_form_template = "admin/import_run_form.html"
    list_display = [
        "started_at",
        "dataset_name",
        "outcome_shown",
        "rows_read",
        "rows_created",
        "rows_updated",
        "rows_unchanged",
        "rows_refused",
        "duration",
        "file_name",
        "who",
    ]
    list_filter = ["outcome", "dataset"]
    list_select_related = ["user"]
    search_fields = ["file_name", "sha256"]
    search_help_text = "Part of a file name, or a SHA-256."
    date_hierarchy = "started_at"
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["dataset_name", "outcome_shown", "problems_as_printed"]}),
        ("File", {"fields": ["file_name", "file_size", "sha256"]}),
        ("Run", {"fields": ["who", "started_at", "duration", "options_as_given", "undoes"]}),
        (
            "Rows",
            {
                "fields": [
                    "rows_read",
                    "rows_blank",
                    "rows_created",
                    "rows_updated",
                    "rows_removed",
                    "rows_unchanged",
                    "rows_refused",
                ]
            },
        ),
    ]
    readonly_fields = [
        "dataset_name",
        "outcome_shown",
        "problems_as_printed",
        "file_size",
        "who",
        "duration",
        "options_as_given",
    ]

    def get_urls(self) -> list[Any]:
        """Return the addresses of runs, and those of the page that undoes one."""
        page, progress = map(self.admin_site.admin_view, (undo_view, progress_view))
        return [
            path("<int:pk>/undo/", page, name="franchises_importrun_undo"),
            path(
                "<int:pk>/undo/progress.json", progress, name="franchises_importrun_undo_progress"
            ),
            *super().get_urls(),
        ]

    def overview(self, request: HttpRequest, obj: ImportRun) -> dict[str, Any]:
        return {"undo_address": undo_address(request, obj)}

    def related_links(self, obj: ImportRun) -> list[Link]:
        return [
            Link(f"Undone by import {undo.pk}", page_of(ImportRun, undo.pk), ImportRun)
            for undo in ImportRun.objects.filter(undoes=obj)
        ]

    @admin.display(description="data set", ordering="dataset")
    def dataset_name(self, run: ImportRun) -> str:
        return run.dataset.replace("_", " ").capitalize()

    @admin.display(description="outcome", ordering="outcome")
    def outcome_shown(self, run: ImportRun) -> SafeString:
        return format_html(
            '<span class="status status-{}">{}</span>', run.outcome, run.get_outcome_display()
        )

    @admin.display(description="who")
    def who(self, run: ImportRun) -> str:
        if run.user is not None:
            return str(run.user.get_username())
        return f"{run.operator} (command)" if run.operator else "-"

    @admin.display(description="duration", ordering="seconds")
    def duration(self, run: ImportRun) -> str:
        return f"{run.seconds:,} s"

    @admin.display(description="size")
    def file_size(self, run: ImportRun) -> str:
        return f"{run.size:,} bytes"

    @admin.display(description="options")
    def options_as_given(self, run: ImportRun) -> SafeString | str:
        rows = format_html_join(
            "", "<dt>{}</dt><dd>{}</dd>", ((name, value) for name, value in run.options.items())
        )
        return format_html('<dl class="published">{}</dl>', rows) if rows else "-"

    @admin.display(description="problems")
    def problems_as_printed(self, run: ImportRun) -> SafeString | str:
        """Return the problems one a line, as the command printed them."""
        lines = format_html_join("", "<li>{}</li>", ((problem,) for problem in run.problems))
        return format_html('<ol class="problems">{}</ol>', lines) if lines else "None"
