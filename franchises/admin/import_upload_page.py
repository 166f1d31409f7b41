"""How an upload stands, in words for the page that shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from franchises.imports.uploads.files import UploadedFile
from franchises.models import ImportUpload

State = ImportUpload.State
# A worker looks every second: one that is free has begun by then.
PATIENCE = timedelta(seconds=15)
KILLED = (
    "The worker was stopped in the middle. Nothing was loaded, and nothing is half-written: try"
    " again."
)
NO_WORKER = (
    "No worker has begun with it yet. A worker takes one file at a time; if none is at work, have"
    " one started with manage.py import_worker."
)


@dataclass(frozen=True)
class Standing:
    """Where an upload is on its way, what that means, and what a person may do about it."""

    kind: str
    label: str
    words: str = ""
    is_followed: bool = False
    may_begin_again: bool = False
    may_discard: bool = False


def standing(upload: ImportUpload, now: datetime) -> Standing:
    """Return how *upload* stands; where its worker was killed, as what was last true of it."""
    file = UploadedFile(upload.stored_as)
    if upload.state in ImportUpload.WORKING:
        if file.is_held():
            known = upload.preview.get("counts", {}).get("read", 0)
            return _working(State(upload.state), known, *file.reported())
        # Either the worker was killed, or it was done since the row was read.
        upload.refresh_from_db()
        if upload.state in ImportUpload.WORKING:
            return _stopped(KILLED)
    if upload.state in ImportUpload.WAITING:
        return _waiting(State(upload.state), is_late=now - upload.changed_at > PATIENCE)
    if upload.state == State.STOPPED:
        return _stopped(upload.stopped_because)
    if upload.state == State.LOADED:
        return Standing("loaded", "Loaded")
    if upload.preview["may_load"]:
        label, words = "Checked", "Nothing is loaded yet. This is what loading it would do."
        return Standing("checked", label, words, may_begin_again=True, may_discard=True)
    words = "Nothing was loaded. Mend the file and upload it again."
    return Standing("refused", "Refused", words, may_begin_again=True, may_discard=True)


def comparison(upload: ImportUpload) -> list[tuple[str, int, int]]:
    """Return the counts that the load did not find as the check had: name, before, in the end."""
    if upload.state != State.LOADED or upload.run is None:
        return []
    checked = upload.preview["counts"]
    loaded = {
        "created": upload.run.rows_created - checked.get("restated", 0),
        "updated": upload.run.rows_updated,
        "unchanged": upload.run.rows_unchanged,
        "removed": upload.run.rows_removed,
        "refused": upload.run.rows_refused,
    }
    return [(name, checked[name], n) for name, n in loaded.items() if n != checked[name]]


def _working(state: State, known: int, rows: int, problems: int) -> Standing:
    if state == State.LOADING and rows and rows >= known:
        words = f"All {rows:,} rows are read, and are being written."
    elif state == State.LOADING:
        words = f"{rows:,} of {known:,} rows read so far. All of them are loaded, or none."
    else:
        found = f", {problems:,} problems found" if problems else ""
        words = f"{rows:,} rows read so far{found}."
    return Standing(state.value, str(state.label), words, is_followed=True)


def _waiting(state: State, *, is_late: bool) -> Standing:
    return Standing(
        state.value,
        str(state.label),
        NO_WORKER if is_late else "It begins in a moment.",
        is_followed=True,
        may_begin_again=is_late,
        may_discard=True,
    )


def _stopped(words: str) -> Standing:
    return Standing("stopped", "Stopped", words, may_begin_again=True, may_discard=True)
