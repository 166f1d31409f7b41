"""What workers do for those who wish that a large import be undone.

A task undoes what is still wished for, once: sent twice, or to two workers, it is done once.
"""

import logging

from django.conf import settings
from django.db import DatabaseError
from django_tasks import task

from franchises.imports.problems import ImportBusyError
from franchises.imports.rights import UNDO
from franchises.imports.undoing.undo import Undoing, undo_run
from franchises.imports.work_file import WorkFile
from franchises.models import ImportUndo

State = ImportUndo.State
FAILED = "Nothing was undone: try again, or show this to whoever keeps the server ({})."

log = logging.getLogger(__name__)


class NotUndoneError(Exception):
    """All of an undo is taken back, for the reason it says."""


def undo_file(pk: int) -> WorkFile:
    """Return the file that a worker holds while it undoes the run *pk*."""
    return WorkFile(settings.UPLOAD_DIR / f"undo-{pk}.lock")


@task()
def undo_in_turn(pk: int) -> None:
    """Undo the run *pk* where somebody waits for that; do nothing where nobody does.

    The file is locked first: whoever sees that a run is being undone and its file not locked knows
    that the worker was killed.
    """
    wishes = ImportUndo.objects.filter(pk=pk)
    if not wishes.exists():
        return
    file = undo_file(pk)
    file.make()
    with file.held():
        if wishes.move(State.WAITING, State.UNDOING):
            _work(wishes.select_related("user").get(), file)
        file.delete_all()


def _work(wish: ImportUndo, file: WorkFile) -> None:
    wishes = ImportUndo.objects.filter(pk=wish.pk)

    def before_commit(result: Undoing) -> None:
        # In the transaction of the undo: what is undone is no longer wished for.
        is_done = result.undo is not None
        if is_done and not wishes.filter(state=State.UNDOING).delete()[0]:
            raise NotUndoneError("Somebody began with it anew: nothing was undone.")

    try:
        if not wish.user.has_perm(UNDO):
            raise NotUndoneError("You may no longer undo imports.")
        result = undo_run(
            wish.pk, user=wish.user, before_commit=before_commit, progress=file.report
        )
        if result.undo is None:
            _stop(wish, result.told_refusal, result)
    except (NotUndoneError, ImportBusyError) as error:
        _stop(wish, str(error))
    except (DatabaseError, OSError) as error:
        log.exception("Undo of import %s stopped", wish.pk)
        # Where the database was lost as it committed, the wish is gone if that was done.
        _stop(wish, FAILED.format(str(error).partition("\n")[0]))


def _stop(wish: ImportUndo, words: str, result: Undoing | None = None) -> None:
    obstacles = result.obstacles if result else ()
    ImportUndo.objects.filter(pk=wish.pk).move(
        State.UNDOING,
        State.STOPPED,
        stopped_because=words[:500],
        obstacles=[each.worded() for each in obstacles],
    )
