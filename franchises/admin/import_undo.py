"""The page that undoes an import: what would happen, or why not, and one button to confirm it."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from franchises.admin.addresses import page_of
from franchises.admin.import_undo_wish import progress_of, wish_view
from franchises.imports.problems import ImportBusyError
from franchises.imports.rights import UNDO
from franchises.imports.undoing.tasks import FAILED
from franchises.imports.undoing.undo import Undoing, undo_run, why_not
from franchises.models import ImportRun

# A longer one outlasts the patience of a browser, and of the proxy in front of us: for a worker.
MOST_ROWS = 100_000


def undo_address(request: HttpRequest, run: ImportRun) -> str:
    """Return where *run* can be undone; empty where it cannot, or not by this user."""
    if not (may_undo(request) and rows_of(run)) or why_not(run):
        return ""
    return reverse("admin:franchises_importrun_undo", args=[run.pk])


def may_undo(request: HttpRequest) -> bool:
    return request.user.has_perm(UNDO) and request.user.has_perm("franchises.view_importrun")


def rows_of(run: ImportRun) -> int:
    """Return how many rows an undo of *run* would put back."""
    return run.rows_created + run.rows_updated + run.rows_removed


def undo_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what undoing a run would do; on POST do it, or have it done, once however often sent."""
    if not may_undo(request):
        raise PermissionDenied
    run = get_object_or_404(ImportRun, pk=pk)
    if rows_of(run) > MOST_ROWS:
        return wish_view(request, run)
    try:
        result = undo_run(pk, user=cast(User, request.user), is_dry_run=request.method != "POST")
    except ImportBusyError as error:
        messages.error(request, str(error))
        return redirect(page_of(ImportRun, pk))
    except DatabaseError as error:
        messages.error(request, FAILED.format(error))
        return redirect(page_of(ImportRun, pk))
    undo = ImportRun.objects.filter(undoes=run).first()
    if undo is None:
        return _page(request, run, result)
    if result.undo is not None:
        messages.success(request, f"Import {pk} was undone.")
    else:
        messages.info(request, result.refusal)
    return redirect(page_of(ImportRun, undo.pk))


def progress_view(request: HttpRequest, pk: int) -> JsonResponse:
    """Tell how far a worker is with an undo, for the page that follows it."""
    if not may_undo(request):
        raise PermissionDenied
    return progress_of(get_object_or_404(ImportRun, pk=pk))


def _page(request: HttpRequest, run: ImportRun, result: Undoing) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": f"Undo import {run.pk}",
        "opts": ImportRun._meta,
        "run": run,
        "result": result,
    }
    # A refused confirmation is no page to come back to.
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/import_undo.html", context, status=status)
