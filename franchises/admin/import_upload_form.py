"""The forms of an upload: which file and how to read it, and the word that it may be loaded."""

import uuid
from typing import Any

from django import forms

from franchises.admin.lines_field import LinesField
from franchises.admin.upload_handler import was_too_large
from franchises.imports.dataset import FRANCHISE, Dataset
from franchises.imports.datasets import DATASETS
from franchises.imports.profiles import profile_names
from franchises.imports.profiles.written import as_data, entry_mistakes
from franchises.imports.uploads.files import TOO_LARGE

ENCODINGS = [
    ("utf-8-sig", "UTF-8"),
    ("cp1252", "Windows (cp1252)"),
    ("utf-16", "UTF-16"),
]


def dataset_label(name: str) -> str:
    """Return what people call the data set *name*.

    >>> dataset_label("fee_collections")
    'Fee collections'
    """
    return name.replace("_", " ").capitalize()


class UploadForm(forms.Form):
    """A file, what it holds and how it spells that."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    file = forms.FileField(
        label="File",
        help_text="CSV or an Excel workbook (XLSX), 200 MB at most.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,text/csv"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty.",
            "max_length": "The name of the file is longer than 255 characters.",
        },
        max_length=255,
    )
    dataset = forms.ChoiceField(label="Data set", help_text="What each row of the file is.")
    profile = forms.ChoiceField(
        required=False,
        help_text="How a published file spells our columns (in messages, --profile).",
    )
    mapped = LinesField(
        "headings",
        label="Headings",
        required=False,
        help_text="Where the file has headings of its own and no profile knows them, one line"
        " for each: their heading = our_column. In place of a column, ignore does not read it, and"
        " extra keeps it as it came (in messages, --map). What is here goes before the profile.",
    )
    franchise = forms.CharField(
        label="Franchise number",
        required=False,
        max_length=50,
        help_text="Where every row is of this one franchise and the file does not say so"
        " (in messages, --franchise).",
    )
    sheet = forms.CharField(
        required=False,
        max_length=100,
        help_text="Which sheet of a workbook, where it has several (in messages, --sheet).",
    )
    encoding = forms.ChoiceField(
        choices=ENCODINGS,
        help_text="Of a CSV file; leave it unless the check asks (in messages, --encoding).",
    )
    skips_bad_rows = forms.BooleanField(
        label="Load the good rows and leave the bad ones out",
        required=False,
        help_text="Without this, one bad row keeps the whole file out. The rows left out can be"
        " downloaded, mended and uploaded again.",
    )
    syncs = forms.BooleanField(
        label="The file is the whole list",
        required=False,
        help_text="Installations of its sources that it no longer names are marked as removed,"
        " as of today; none is deleted.",
    )

    allows_empty = forms.BooleanField(
        label="The file may have no rows",
        required=False,
        help_text="Without this, a file of headings alone is refused (in messages, --allow-empty).",
    )

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._was_too_large = was_too_large(request)
        datasets = [(name, dataset_label(name)) for name in DATASETS]
        self._choices("dataset", [("", "Choose one"), *datasets])
        profiles = [(label, [(p, p) for p in profile_names(name)]) for name, label in datasets]
        own = ("", "Our own headings")
        self._choices("profile", [own, *(each for each in profiles if each[1])])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._was_too_large:
            self.errors.pop("file", None)
            self.add_error("file", f"The file {TOO_LARGE}.")
        dataset = DATASETS.get(cleaned.get("dataset", ""))
        profile = cleaned.get("profile")
        if dataset and profile and profile not in profile_names(dataset.name):
            self.add_error("profile", f"This profile is not for {dataset.name}.")
        if dataset and cleaned.get("franchise") and FRANCHISE[0] not in dataset.columns:
            self.add_error("franchise", f"A row of {dataset.name} is of no franchise: leave it.")
        if dataset and cleaned.get("syncs") and dataset.name != "installations":
            self.add_error("syncs", "Only installations are marked as removed.")
        self._read_headings(cleaned, dataset)
        return cleaned

    def _read_headings(self, cleaned: dict[str, Any], dataset: Dataset | None) -> None:
        entries = cleaned.get("mapped", [])
        if dataset and (mistakes := entry_mistakes("headings", entries, dataset)):
            self.add_error("mapped", forms.ValidationError(mistakes))
        elif "mapped" in cleaned:
            cleaned["mapped"] = as_data("headings", entries)

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ConfirmForm(forms.Form):
    """The word of a person who has seen one preview, with the flags that it raised."""

    checks = forms.IntegerField(widget=forms.HiddenInput)
    accepted = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="What was flagged"
    )

    def __init__(self, preview: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._flags = {flag["name"]: flag["words"] for flag in preview.get("flags", [])}
        field = self.fields["accepted"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, f"{name}: {words}") for name, words in self._flags.items()]

    def clean_accepted(self) -> list[str]:
        """Return the accepted flags; a flag that was not accepted keeps the file out."""
        accepted: list[str] = self.cleaned_data["accepted"]
        if left := [name for name in self._flags if name not in accepted]:
            raise forms.ValidationError(
                f"To load the file, accept by name what was flagged: {', '.join(left)}."
            )
        return accepted
