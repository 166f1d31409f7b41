"""Documents: put on any record by its page, listed together, and handed out to who may see them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from franchises.admin.addresses import Link, page_of
from franchises.admin.record import HistoryAdmin
from franchises.admin.upload_handler import was_too_large
from franchises.models import Document
from franchises.models.document import HOLDERS, holder_models
from franchises.models.document_files import SANDBOXED, Content, examine, path_of, store
from franchises.rules.file_content import SUFFIXES, TAKEN, ContentRefusedError

WORDS = ["kind", "title", "dated_on", "is_public"]


class DocumentForm(forms.ModelForm):
    """A document on record, of which everything but the content may change."""

    class Meta:
        model = Document
        fields = WORDS


class NewDocumentForm(DocumentForm):
    """A document with its file, which is looked into before it is kept."""

    file = forms.FileField(
        required=False,
        max_length=255,
        help_text=f"{TAKEN}. It never changes: another file is another document.",
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES.values())}),
    )
    content: Content | None = None
    is_too_large = False

    def clean_file(self) -> Any:
        """Return the file, having looked into it; a document on record keeps the one it has."""
        file: Any = self.cleaned_data["file"]
        if self.instance.pk is not None:
            return None
        if file is None:
            words = "The file is larger than 200 MB." if self.is_too_large else "Choose a file."
            raise forms.ValidationError(words)
        try:
            self.content = examine(file.file, file.name)
        except ContentRefusedError as refusal:
            raise forms.ValidationError(f"The file {refusal}.") from refusal
        return file

    def _post_clean(self) -> None:
        # Before the rules of the model are looked at, which the content is part of.
        if self.content is not None:
            self._keep_in_record(self.content)
        super()._post_clean()  # type: ignore[misc]

    def save(self, commit: bool = True) -> Any:
        """Keep the file, on the disk before the record that names it."""
        file = self.cleaned_data.get("file")
        if file is not None:
            self._keep_in_record(store(file.file, file.name))
            self.instance.file_name = file.name
        return super().save(commit)

    def _keep_in_record(self, content: Content) -> None:
        for name, value in vars(content).items():
            setattr(self.instance, name, value)


class DocumentFormSet(BaseGenericInlineFormSet):
    """The documents of one record, each content once."""

    def clean(self) -> None:
        super().clean()
        seen = set(self.queryset.values_list("sha256", flat=True)) if self.queryset else set()
        for form in self.forms:
            content = getattr(form, "content", None)
            if content is not None and content.sha256 in seen:
                form.add_error("file", "This file is on it already.")
            elif content is not None:
                seen.add(content.sha256)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.uploaded_by = self.uploaded_by  # type: ignore[attr-defined]
        return super().save_new(form, commit)


class DocumentInline(GenericStackedInline):
    """The documents of a record, for any page of one."""

    model = Document
    form = NewDocumentForm
    formset: Any = DocumentFormSet
    ct_field = "holder_type"
    ct_fk_field = "holder_id"
    fields = ["file", "on_file", ("kind", "dated_on"), "title", "is_public"]
    readonly_fields = ["on_file"]
    extra = 0
    verbose_name_plural = "documents"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.uploaded_by = request.user
        formset.form.is_too_large = was_too_large(request)
        return formset

    @admin.display(description="on file")
    def on_file(self, document: Document) -> SafeString | str:
        return file_link(document) if document.pk else "-"


class HolderFilter(admin.SimpleListFilter):
    title = "what it is about"
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        models = zip(HOLDERS, holder_models(), strict=True)
        return [(name, str(model._meta.verbose_name).capitalize()) for name, model in models]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(holder_type__model=self.value())


@admin.register(Document)
class DocumentAdmin(HistoryAdmin):
    """Every document of the city. A new one is put on its record, by the page of that."""

    list_display = ["title", "kind", "about", "dated_on", "public", "file", "uploaded_at"]
    list_filter = ["kind", "is_public", HolderFilter]
    search_fields = ["title", "file_name", "=sha256"]
    search_help_text = "Part of a title or a file name, or a whole SHA-256."
    sortable_by = ["title", "dated_on"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": [*WORDS]}),
        ("File", {"fields": ["about", "file", "file_name", "sha256", "media_type"]}),
        ("Upload", {"fields": ["uploaded_by", "uploaded_at"]}),
    ]
    readonly_fields = [
        "about",
        "file",
        "file_name",
        "sha256",
        "media_type",
        "uploaded_by",
        "uploaded_at",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # What a record is called may hold the name of its own parent, as a franchise's does.
        holders = [model._default_manager.select_related() for model in holder_models()]
        documents = super().get_queryset(request).select_related("uploaded_by", "holder_type")
        return documents.prefetch_related(GenericPrefetch("holder", holders))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="franchises_document_file"), *super().get_urls()]

    @admin.display(description="about")
    def about(self, document: Document) -> SafeString | str:
        holder = document.holder
        if holder is None:
            return f"a {document.holder_type.name} that was deleted"
        return format_html('<a href="{}">{}</a>', page_of(type(holder), holder.pk), holder)

    @admin.display(description="public", boolean=True, ordering="is_public")
    def public(self, document: Document) -> bool:
        return document.is_public

    @admin.display(description="file")
    def file(self, document: Document) -> SafeString:
        return file_link(document)

    def related_links(self, obj: Document) -> list[Link]:
        holder: Any = obj.holder
        return [Link(str(holder), page_of(type(holder), holder.pk), type(holder))] if holder else []

    def view_on_site(self, obj: Document) -> str | None:
        """Return the public address; None where the public does not see it."""
        is_published = Document.objects.published().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if is_published else None

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Hand out the file to who may see documents, and what this one is about."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = get_object_or_404(Document.objects.select_related("holder_type"), pk=pk)
        holder_model = document.holder_type.model_class()
        if holder_model is None or not self.may_view(request, holder_model):
            raise PermissionDenied
        try:
            file = path_of(document.sha256).open("rb")
        except FileNotFoundError as error:
            raise Http404("The file is not in the directory of documents.") from error
        return FileResponse(
            file,
            as_attachment=True,
            filename=document.download_name,
            content_type=document.media_type,
            headers=SANDBOXED,
        )


def file_link(document: Document) -> SafeString:
    """Return the link to the file of *document*, for staff, with what it is and how large."""
    address = reverse("admin:franchises_document_file", args=[document.pk])
    size = filesizeformat(document.size)
    return format_html('<a href="{}">{} ({})</a>', address, document.format, size)
