"""What workers do with uploaded files: check one, load one, and clear away what was abandoned.

An entry like the commands, so it looks at the clock. A task does what the state of its upload asks
for and no more: sent twice, or to two workers, it is done once.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options, Result
from franchises.imports.problems import ImportBusyError
from franchises.imports.profiles import Profile, load_profile
from franchises.imports.rights import IMPORT, refusals
from franchises.imports.run import run_import
from franchises.imports.uploads.files import UploadedFile
from franchises.imports.uploads.preview import preview_of
from franchises.imports.watchdog import FLAGS
from franchises.models import ImportRun, ImportUpload
from franchises.rules.places import Box

State = ImportUpload.State
KEPT = timedelta(days=7)
FAILED = "Nothing was loaded: try again, or show this to whoever keeps the server ({})."
SWAPPED = "The file is not the one that was uploaded: upload it again."

log = logging.getLogger(__name__)


class NotLoadedError(Exception):
    """All of a load is taken back, for the reason it says."""


@task()
def advance_upload(pk: int) -> None:
    """Check the upload *pk*, or load it, as its state asks; do nothing where neither is asked.

    The file is locked first: whoever sees an upload being worked on and its file not locked knows
    that the worker was killed.
    """
    uploads = ImportUpload.objects.filter(pk=pk)
    upload = uploads.first()
    if upload is not None:
        try:
            with UploadedFile(upload.stored_as).held():
                if uploads.move(State.TO_CHECK, State.CHECKING):
                    _work(uploads.select_related("user").get(), State.CHECKING, _check)
                elif uploads.move(State.TO_LOAD, State.LOADING):
                    _work(uploads.select_related("user").get(), State.LOADING, _load)
        except FileNotFoundError:
            for waiting in ImportUpload.WAITING:
                _stop(upload, waiting, "The file is no longer there: upload it again.")
    delete_abandoned()


def delete_abandoned() -> None:
    """Delete the uploads, and their files, that nobody has touched for a week."""
    for upload in ImportUpload.objects.abandoned(timezone.now() - KEPT):
        file = UploadedFile(upload.stored_as)
        if not file.is_held():
            file.delete_all()
            upload.delete()


def _work(
    upload: ImportUpload, working: State, do: Callable[[ImportUpload, UploadedFile], None]
) -> None:
    file = UploadedFile(upload.stored_as)
    try:
        if not upload.user.has_perm(IMPORT):
            raise NotLoadedError("You may no longer import files.")
        do(upload, file)
    except (NotLoadedError, ImportBusyError) as error:
        _stop(upload, working, str(error))
    except (DatabaseError, OSError) as error:
        log.exception("Upload %s stopped", upload.pk)
        # Also where the database was lost as it committed. The commit would have marked the upload
        # as loaded; and one that the server is still at keeps the row, so that this waits for it.
        if not _stop(upload, working, FAILED.format(str(error).partition("\n")[0])):
            upload.refresh_from_db()
            _clear_away(upload, file)
    finally:
        file.delete_progress()


def _stop(upload: ImportUpload, working: State, words: str) -> bool:
    uploads = ImportUpload.objects.filter(pk=upload.pk)
    return uploads.move(working, State.STOPPED, stopped_because=words[:500])


def _check(upload: ImportUpload, file: UploadedFile) -> None:
    _look(upload, file, State.CHECKING)


def _load(upload: ImportUpload, file: UploadedFile) -> None:
    uploads = ImportUpload.objects.filter(pk=upload.pk)

    def before_commit(run: ImportRun) -> None:
        if run.sha256 != upload.sha256:
            raise NotLoadedError(SWAPPED)
        if not_allowed := refusals(upload.user, run):
            raise NotLoadedError(" ".join([*not_allowed, "Nothing was loaded."]))
        # In the transaction of the import: what is loaded is marked as loaded, once.
        if not uploads.move(State.LOADING, State.LOADED, run=run):
            raise NotLoadedError("Somebody began with the file anew: nothing was loaded.")

    options = _options(upload, file, accepted=upload.accepted)
    result = _run(upload, file, replace(options, before_commit=before_commit))
    if result.outcome == ImportRun.Outcome.REFUSED:
        # The database is no longer what it was when the file was checked.
        _look(upload, file, State.LOADING, is_second=True)
    else:
        upload.refresh_from_db()
        _clear_away(upload, file)


def _clear_away(upload: ImportUpload, file: UploadedFile) -> None:
    """Delete the file of an upload that is loaded; its bad rows stay where there are any."""
    if upload.state == State.LOADED and upload.run is not None:
        if upload.run.outcome == ImportRun.Outcome.PARTLY_LOADED:
            file.delete_upload()
        else:
            file.delete_all()


def _look(
    upload: ImportUpload, file: UploadedFile, working: State, *, is_second: bool = False
) -> None:
    """See what loading the file would do, every flag shown and none in the way."""
    options = _options(upload, file, accepted=FLAGS)
    result = _run(upload, file, replace(options, is_dry_run=True))
    ImportUpload.objects.filter(pk=upload.pk).move(
        working,
        State.CHECKED,
        preview=preview_of(result, file.errors, upload.user) | {"is_second_look": is_second},
        checks=F("checks") + 1,
    )


def _run(upload: ImportUpload, file: UploadedFile, options: Options) -> Result:
    result = run_import(DATASETS[upload.dataset], file.path, options, file.report)
    if result.digest.sha256 != upload.sha256:
        raise NotLoadedError(SWAPPED)
    return result


def _options(upload: ImportUpload, file: UploadedFile, accepted: Iterable[str]) -> Options:
    return Options(
        today=timezone.localdate(),
        first_month=settings.FISCAL_YEAR_START_MONTH,
        skips_bad_rows=upload.skips_bad_rows,
        allows_empty=upload.allows_empty,
        errors=file.errors,
        encoding=upload.encoding,
        sheet=upload.sheet or None,
        profile=_profile(upload.profile),
        mapped=upload.mapped,
        franchise=upload.franchise,
        accepted=frozenset(accepted),
        box=Box(*settings.CITY_BOX),
        syncs=upload.syncs,
        user=upload.user,
        file_name=upload.file_name,
    )


def _profile(name: str) -> Profile | None:
    try:
        return load_profile(name) if name else None
    except LookupError as error:
        raise NotLoadedError(f"The profile {name} is no longer there: upload it again.") from error
