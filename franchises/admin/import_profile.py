"""The pages of saved profiles: how a file spells our columns, one line a heading, no code."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from franchises.admin.import_upload_form import dataset_label
from franchises.admin.lines_field import LinesField
from franchises.admin.record import RecordAdmin
from franchises.imports.datasets import DATASETS
from franchises.imports.profiles import Profile
from franchises.imports.profiles.mistakes import mistakes_of
from franchises.imports.profiles.written import FORMS, as_data, entry_mistakes
from franchises.models import ImportProfile


class ImportProfileForm(forms.ModelForm):
    dataset = forms.ChoiceField(
        label="Data set",
        choices=[(name, dataset_label(name)) for name in DATASETS],
        help_text="What each row of the file is.",
    )
    headings = LinesField(
        "headings",
        rows=16,
        help_text="One line for each heading of the file: <b>Their heading = our_column</b>. In the"
        " place of a column: <b>extra</b> keeps it as it came (installations), <b>ignore</b> does"
        " not read it, <b>point</b> is latitude and longitude in one cell. A heading that has the"
        " name of one of our columns needs no line.",
    )
    constants = LinesField(
        "constants",
        required=False,
        help_text="What is the same in every row: <b>kind: pole_top</b>.",
    )
    date_formats = LinesField(
        "date_formats",
        required=False,
        help_text="Where dates are not written YYYY-MM-DD: <b>installed_on: MM/DD/YYYY</b>."
        " YYYY, MM or M, Mon or Month, DD or D; hh:mm:ss and AM for a time, which is not kept; or"
        " <b>milliseconds since 1970</b>, or seconds.",
    )
    values = LinesField(
        "values",
        rows=8,
        required=False,
        help_text="Words of theirs, and ours for them: <b>status: Live = installed</b>.",
    )
    blanks = LinesField(
        "blanks",
        required=False,
        help_text="What the file writes where it knows nothing: <b>activated_on: 09/09/9999</b>.",
    )

    class Meta:
        model = ImportProfile
        fields = [
            "name",
            "dataset",
            "description",
            "has_heading_row",
            "separated_by",
            "decimal_comma",
            "headings",
            "constants",
            "date_formats",
            "values",
            "blanks",
        ]
        help_texts = {
            "name": "What --profile calls it, such as city-poles. It goes before a profile of that"
            " name that comes with the product.",
        }

    def clean(self) -> dict[str, Any]:
        """Refuse every line that is wrong for this data set, by its number."""
        cleaned = super().clean() or {}
        dataset = DATASETS.get(cleaned.get("dataset", ""))
        if dataset is None:
            return cleaned
        for part in FORMS:
            mistakes = entry_mistakes(part, cleaned.get(part, []), dataset)
            if mistakes:
                self.add_error(part, ValidationError(mistakes))
            elif part in cleaned:
                cleaned[part] = as_data(part, cleaned[part])
        if not self.errors:
            parts = {part: cleaned[part] for part in Profile.__dataclass_fields__}
            for mistake in mistakes_of(Profile(**parts)):
                self.add_error(None, f"{mistake}.")
        return cleaned


@admin.register(ImportProfile)
class ImportProfileAdmin(RecordAdmin):
    form = ImportProfileForm
    list_display = ["name", "dataset_name", "description", "headings_known"]
    list_filter = ["dataset"]
    search_fields = ["name", "description"]
    search_help_text = "Part of a name or a description."
    ordering = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "dataset", "description"]}),
        ("Headings", {"fields": ["separated_by", "has_heading_row", "headings"]}),
        (
            "What is under them",
            {"fields": ["constants", "values", "date_formats", "blanks", "decimal_comma"]},
        ),
    ]

    @admin.display(description="data set", ordering="dataset")
    def dataset_name(self, profile: ImportProfile) -> str:
        return dataset_label(profile.dataset)

    @admin.display(description="headings")
    def headings_known(self, profile: ImportProfile) -> int:
        return len(profile.headings)
