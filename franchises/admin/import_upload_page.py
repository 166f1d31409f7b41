"""How an upload stands, in words for the page that shows it."""

from datetime import datetime

from franchises.admin.standing import Standing, stopped, waiting
from franchises.imports.uploads.files import UploadedFile
from franchises.models import ImportUpload

State = ImportUpload.State
KILLED = (
    "The worker was stopped in the middle. Nothing was loaded, and nothing is half-written: try"
    " again."
)


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
            return stopped("Stopped", KILLED)
    if upload.state in ImportUpload.WAITING:
        return waiting(upload.state, upload.get_state_display(), upload.changed_at, now)
    if upload.state == State.STOPPED:
        return stopped("Stopped", upload.stopped_because)
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
