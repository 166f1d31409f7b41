"""The page that undoes an import: what would happen, or why not, and one button to confirm it."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from franchises.admin.addresses import page_of
from franchises.imports.problems import ImportBusyError
from franchises.imports.undoing.undo import Undoing, undo_run, why_not
from franchises.models import ImportRun

PERMISSION = "franchises.undo_importrun"
BUSY = "Another import is running: try again when it is done."
# A longer one outlasts the patience of a browser, and of the proxy in front of us.
MOST_ROWS = 100_000


def undo_address(request: HttpRequest, run: ImportRun) -> str:
    """Return where *run* can be undone; empty where it cannot, or not by this user."""
    if not (may_undo(request) and rows_of(run)) or why_not(run):
        return ""
    return reverse("admin:franchises_importrun_undo", args=[run.pk])


def may_undo(request: HttpRequest) -> bool:
    return request.user.has_perm(PERMISSION) and request.user.has_perm("franchises.view_importrun")


def rows_of(run: ImportRun) -> int:
    """Return how many rows an undo of *run* would put back."""
    return run.rows_created + run.rows_updated + run.rows_removed


def undo_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what undoing a run would do; on POST do it, once however often it is sent."""
    if not may_undo(request):
        raise PermissionDenied
    run = get_object_or_404(ImportRun, pk=pk)
    if rows_of(run) > MOST_ROWS:
        return _page(request, run, None)
    try:
        result = undo_run(pk, user=cast(User, request.user), is_dry_run=request.method != "POST")
    except ImportBusyError:
        messages.error(request, BUSY)
        return redirect(page_of(ImportRun, pk))
    undo = ImportRun.objects.filter(undoes=run).first()
    if undo is None:
        return _page(request, run, result)
    if result.undo is not None:
        messages.success(request, f"Import {pk} was undone.")
    else:
        messages.info(request, result.refusal)
    return redirect(page_of(ImportRun, undo.pk))


def _page(request: HttpRequest, run: ImportRun, result: Undoing | None) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": f"Undo import {run.pk}",
        "opts": ImportRun._meta,
        "run": run,
        "rows": rows_of(run),
        "result": result,
    }
    # A refused confirmation is no page to come back to.
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/import_undo.html", context, status=status)
