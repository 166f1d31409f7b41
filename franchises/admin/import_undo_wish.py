"""The page of an undo that takes longer than a page waits: wish for it, and follow the worker."""

from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from franchises.admin.addresses import page_of
from franchises.admin.standing import Standing, stopped, waiting
from franchises.imports.problems import ImportBusyError
from franchises.imports.undoing.tasks import undo_file, undo_in_turn
from franchises.imports.undoing.undo import STEPS, why_not
from franchises.models import ImportRun, ImportUndo

State = ImportUndo.State
KILLED = "The worker was stopped in the middle. Nothing was undone: try again."
NOT_YET = Standing("unwished", "Not undone", may_begin_again=True)
DONE = Standing("undone", "Undone")


def wish_view(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Show how the undo of *run* stands; on POST wish for it, or take back that wish."""
    undo = ImportRun.objects.filter(undoes=run).first()
    if undo is not None:
        messages.success(request, f"Import {run.pk} was undone, by import {undo.pk}.")
        return redirect(page_of(ImportRun, undo.pk))
    if request.method != "POST":
        return _page(request, run)
    if "withdraw" in request.POST:
        if standing(run, timezone.now()).may_discard:
            # A worker that begins in this moment finds no wish at its end, and takes all back.
            ImportUndo.objects.filter(pk=run.pk).delete()
    elif not why_not(run):
        _wish(request, run)
    return redirect("admin:franchises_importrun_undo", run.pk)


def progress_of(run: ImportRun) -> JsonResponse:
    """Return how far a worker is with the undo of *run*, for the page that follows it."""
    now = standing(run, timezone.now())
    return JsonResponse({"state": now.kind, "words": now.words})


def standing(run: ImportRun, now: datetime) -> Standing:
    """Return how the undo of *run* stands; where its worker was killed, that it was."""
    wishes = ImportUndo.objects.filter(pk=run.pk)
    wish = wishes.first()
    if wish is not None and wish.state == State.UNDOING:
        file = undo_file(run.pk)
        if file.is_held():
            step = max(file.reported()[0], 1)
            words = f"Step {step} of {len(STEPS)}: {STEPS[step - 1]}"
            return Standing(wish.state, wish.get_state_display(), words, is_followed=True)
        # Either the worker was killed, or it was done since the row was read.
        wish = wishes.first()
        if wish is not None and wish.state == State.UNDOING:
            return stopped("Not undone", KILLED)
    if wish is None:
        return DONE if ImportRun.objects.filter(undoes=run).exists() else NOT_YET
    if wish.state == State.WAITING:
        return waiting(wish.state, wish.get_state_display(), wish.changed_at, now)
    return stopped(wish.get_state_display(), wish.stopped_because)


def _wish(request: HttpRequest, run: ImportRun) -> None:
    """Have a worker undo *run* in the name of the user, unless one is at it."""
    now = standing(run, timezone.now())
    user = cast(User, request.user)
    try:
        with transaction.atomic():
            wish, is_new = ImportUndo.objects.get_or_create(run=run, defaults={"user": user})
            wishes = ImportUndo.objects.filter(pk=run.pk)
            if is_new or (
                now.may_begin_again
                and wishes.move(
                    wish.state, State.WAITING, user=user, stopped_because="", obstacles=[]
                )
            ):
                undo_in_turn.enqueue(run.pk)
    except OperationalError:
        messages.error(request, str(ImportBusyError()))


def _page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    wish = ImportUndo.objects.filter(pk=run.pk).first()
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": f"Undo import {run.pk}",
        "opts": ImportRun._meta,
        "run": run,
        "refusal": why_not(run),
        "now": standing(run, timezone.now()),
        "obstacles": wish.obstacles if wish else [],
        "put_back": run.rows_updated + run.rows_removed,
        "progress_address": reverse("admin:franchises_importrun_undo_progress", args=[run.pk]),
    }
    return TemplateResponse(request, "admin/import_undo_wish.html", context)
