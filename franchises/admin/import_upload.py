"""The pages of uploads: choose a file, see what it would do, confirm it, follow it to its run.

A worker checks and loads; a page only moves an upload from one state to the next and looks on.
"""

import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST
from django_tasks_db.models import DBTaskResult

from franchises.admin.import_upload_form import ConfirmForm, UploadForm, dataset_label
from franchises.admin.import_upload_page import comparison, standing
from franchises.admin.record import RecordAdmin
from franchises.imports.datasets import DATASETS
from franchises.imports.rights import IMPORT
from franchises.imports.template import template_csv, write_template_xlsx
from franchises.imports.uploads.files import UploadedFile, UploadRefusedError, store
from franchises.imports.uploads.tasks import advance_upload
from franchises.models import ImportUpload
from franchises.models.import_upload import ImportUploadQuerySet

State = ImportUpload.State
BUSY = "Another import is writing to the database: try again when it is done."

# What a person wants to know of a task is on the page of its upload.
admin.site.unregister(DBTaskResult)


@admin.register(ImportUpload)
class ImportUploadAdmin(RecordAdmin):
    list_display = ["created_at", "dataset_name", "file_name", "state_shown", "file_size", "user"]
    list_select_related = ["user"]
    add_form_template = "admin/franchises/importupload/upload.html"
    change_form_template = "admin/franchises/importupload/page.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[ImportUpload]":
        """Return the uploads of *request*'s user alone; a superuser's are everybody's."""
        uploads = super().get_queryset(request)
        return uploads if request.user.is_superuser else uploads.filter(user=request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return request.user.has_perm(IMPORT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    @admin.display(description="data set", ordering="dataset")
    def dataset_name(self, upload: ImportUpload) -> str:
        return dataset_label(upload.dataset)

    @admin.display(description="state")
    def state_shown(self, upload: ImportUpload) -> SafeString:
        now = standing(upload, timezone.now())
        return format_html('<span class="status status-{}">{}</span>', now.kind, now.label)

    @admin.display(description="size", ordering="size")
    def file_size(self, upload: ImportUpload) -> str:
        return f"{upload.size:,} bytes"

    def get_urls(self) -> list[Any]:
        """Return the addresses of the pages and of what their buttons do."""
        pages: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("template/<dataset>.<kind>", require_GET(self.template_view), "template"),
            ("<int:pk>/confirm/", require_POST(self.confirm_view), "confirm"),
            ("<int:pk>/again/", require_POST(self.again_view), "again"),
            ("<int:pk>/discard/", require_POST(self.discard_view), "discard"),
            ("<int:pk>/bad-rows.csv", require_GET(self.bad_rows_view), "bad_rows"),
            ("<int:pk>/progress.json", require_GET(self.progress_view), "progress"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name=f"franchises_importupload_{name}")
            for route, view, name in pages
        ] + super().get_urls()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any | None = None
    ) -> HttpResponse:
        """Show the form, and take in the file that it sends."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            form = UploadForm(request, request.POST, request.FILES)
            if form.is_valid():
                try:
                    return redirect(received(request, form.cleaned_data))
                except UploadRefusedError as error:
                    form.add_error("file", f"The file {error}.")
                except OSError as error:
                    form.add_error("file", f"The file could not be kept: {error.strerror}.")
                except OperationalError:
                    form.add_error(None, BUSY)
        else:
            form = UploadForm(request, initial={"token": uuid.uuid4()})
        datasets = [(name, dataset_label(name)) for name in DATASETS]
        context = {"title": "Import a file", "form": form, "datasets": datasets}
        return self._page(request, self.add_form_template, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any | None = None,
    ) -> HttpResponse:
        """Show how an upload stands: what its check found, how far it is, what came of it."""
        return self._standing_page(request, self._own(request, object_id))

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have a checked upload loaded, once, however often the form is sent."""
        upload = self._own(request, pk)
        form = ConfirmForm(upload.preview, request.POST)
        if upload.state == State.CHECKED and not form.is_valid():
            return self._standing_page(request, upload, form)
        if upload.state == State.CHECKED and upload.preview["may_load"]:
            given = form.cleaned_data
            if given["checks"] != upload.checks:
                messages.warning(request, "It was checked anew meanwhile: look at it again.")
            seen = ImportUpload.objects.filter(pk=pk, checks=given["checks"])
            send(request, pk, seen, State.CHECKED, State.TO_LOAD, accepted=given["accepted"])
        return redirect(upload)

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have an upload checked again, or send for a worker again where none came."""
        upload = self._own(request, pk)
        now = standing(upload, timezone.now())
        if now.may_begin_again:
            before = State(upload.state)
            after = before if before in ImportUpload.WAITING else State.TO_CHECK
            send(request, pk, ImportUpload.objects.filter(pk=pk), before, after)
        return redirect(upload)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete an upload that was not loaded, and its file."""
        upload = self._own(request, pk)
        if not standing(upload, timezone.now()).may_discard:
            return redirect(upload)
        if ImportUpload.objects.filter(pk=pk, state=upload.state).delete()[0]:
            UploadedFile(upload.stored_as).delete_all()
            messages.success(request, f"{upload.file_name} was discarded: nothing of it is kept.")
        return redirect("admin:franchises_importupload_changelist")

    def bad_rows_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Send the refused rows as they came, with their reasons."""
        upload = self._own(request, pk)
        try:
            file = UploadedFile(upload.stored_as).errors.open("rb")
        except FileNotFoundError as error:
            raise Http404("There are no bad rows.") from error
        name = f"{upload.file_name.rpartition('.')[0] or upload.file_name}-bad-rows.csv"
        return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")

    def progress_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Tell how far a worker is, for the page that follows it."""
        now = standing(self._own(request, pk), timezone.now())
        return JsonResponse({"state": now.kind, "words": now.words})

    def template_view(self, request: HttpRequest, dataset: str, kind: str) -> FileResponse:
        """Send an empty file to fill in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if dataset not in DATASETS or kind not in ("csv", "xlsx"):
            raise Http404("There is no such template.")
        file = BytesIO()
        if kind == "csv":
            file.write(template_csv(DATASETS[dataset]).encode())
        else:
            write_template_xlsx(DATASETS[dataset], file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{dataset}.{kind}")

    def _own(self, request: HttpRequest, pk: object) -> ImportUpload:
        """Return an upload that *request* may see; of any other there is none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload: ImportUpload | None = self.get_object(request, str(pk))
        if upload is None:
            raise Http404("There is no such upload.")
        return upload

    def _standing_page(
        self, request: HttpRequest, upload: ImportUpload, form: ConfirmForm | None = None
    ) -> HttpResponse:
        now = standing(upload, timezone.now())
        if form is None:
            form = ConfirmForm(upload.preview, initial={"checks": upload.checks})
        counts = upload.preview.get("counts", {"read": 0, "refused": 0})
        context = {
            "title": f"Import of {upload.file_name}",
            "upload": upload,
            "dataset": DATASETS[upload.dataset],
            "dataset_name": dataset_label(upload.dataset),
            "now": now,
            "preview": upload.preview,
            "rows_to_load": counts["read"] - counts["refused"],
            "form": form,
            "differences": comparison(upload),
            "has_bad_rows": UploadedFile(upload.stored_as).errors.exists()
            and bool(upload.preview.get("bad_rows")),
        }
        return self._page(request, self.change_form_template, context)

    def _page(self, request: HttpRequest, template: Any, context: dict[str, Any]) -> HttpResponse:
        each = self.admin_site.each_context(request)
        return TemplateResponse(request, template, each | {"opts": self.opts} | context)


def received(request: HttpRequest, given: dict[str, Any]) -> ImportUpload:
    """Keep the file of a form and send for a worker; a form that was sent before keeps nothing.

    Raises `UploadRefusedError`, `OSError` where the disk is full, `OperationalError` where the
    database is busy.
    """
    file = given.pop("file")
    owner: Any = request.user
    first = ImportUpload.objects.filter(token=given["token"])
    if not first.exists():
        stored = store(file.chunks(), file.name)
        try:
            with transaction.atomic():
                upload = ImportUpload.objects.create(
                    user=owner, file_name=file.name, **vars(stored), **given
                )
                advance_upload.enqueue(upload.pk)
        except DatabaseError as error:
            UploadedFile(stored.stored_as).delete_all()
            # The same form, sent twice in the same moment: the other one was first.
            if not isinstance(error, IntegrityError):
                raise
    upload = first.get()
    if upload.user != owner:
        raise PermissionDenied
    return upload


def send(
    request: HttpRequest,
    pk: int,
    uploads: ImportUploadQuerySet,
    before: State,
    after: State,
    **new: Any,
) -> None:
    """Move the upload *pk*, one of *uploads*, on and send for a worker: both, or neither."""
    try:
        with transaction.atomic():
            if uploads.move(before, after, stopped_because="", **new):
                advance_upload.enqueue(pk)
    except OperationalError:
        messages.error(request, BUSY)
