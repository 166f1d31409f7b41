"""What goes on between uploads and real workers, as a program on a database of its own.

    python -m tests.admin.workers SCENARIO

Prints what came of it as JSON. Several processes and threads need a database that is no test's
own transaction: the tests give it by DATABASE_URL.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Barrier, Thread
from unittest.mock import patch

import django
from django.db import OperationalError

from tests import environment  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
MANAGE = Path(__file__).parent.parent.parent / "manage.py"
HEADINGS = "source,asset_id,franchise,kind,status\n"
MANY = 40_000


def uploaded(rows):
    """An upload of so many poles that waits for its check, as the form leaves it."""
    from django.contrib.auth.models import User

    from franchises.imports.uploads.files import store
    from franchises.imports.uploads.tasks import advance_upload
    from franchises.models import Franchise, ImportUpload
    from tests.factories import FranchiseFactory

    user, _ = User.objects.get_or_create(username="clerk", is_superuser=True)
    if not Franchise.objects.exists():
        FranchiseFactory(number="F-1")
    chunks = [HEADINGS.encode()]
    chunks += [f"poles,{n},F-1,pole_top,installed\n".encode() for n in range(rows)]
    one = ImportUpload.objects.create(
        user=user,
        dataset="installations",
        encoding="utf-8-sig",
        file_name="poles.csv",
        **vars(store(chunks, "poles.csv")),
    )
    advance_upload.enqueue(one.pk)
    return one


def clear():
    """Take away what another scenario left."""
    from django_tasks_db.models import DBTaskResult

    from franchises.models import ImportRun, ImportUpload, Installation

    for records in (ImportUpload, Installation, Installation.history, ImportRun, DBTaskResult):
        # Row by row, as the admin would, tens of thousands would take a minute.
        rows = getattr(records, "objects", records).all()
        rows._raw_delete(rows.db)


def came_of(one):
    from franchises.models import ImportRun, Installation

    one.refresh_from_db()
    return {
        "state": one.state,
        "checks": one.checks,
        "runs": ImportRun.objects.count(),
        "installations": Installation.objects.count(),
    }


def confirmed(one):
    from franchises.imports.uploads.tasks import advance_upload
    from franchises.models import ImportUpload

    assert ImportUpload.objects.filter(pk=one.pk).move("checked", "to_load"), came_of(one)
    advance_upload.enqueue(one.pk)


@contextmanager
def worker():
    process = subprocess.Popen(
        [sys.executable, MANAGE, "import_worker", "--interval", "0.1", "-v0"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def wait_for(one, state):
    for _ in range(3_000):
        one.refresh_from_db()
        if one.state == state:
            return
        time.sleep(0.01)
    raise AssertionError(f"it stays {one.state} and never is {state}")


def worked():
    """A worker checks a file, and loads it once it is confirmed."""
    one = uploaded(20)
    with worker():
        wait_for(one, "checked")
        checked = came_of(one)
        confirmed(one)
        wait_for(one, "loaded")
    return [checked, came_of(one)]


def killed():
    """A worker is killed in the middle of a load; another does it all once it is tried again."""
    from django.utils import timezone

    from franchises.admin.import_upload_page import standing
    from franchises.imports.uploads.files import UploadedFile
    from franchises.imports.uploads.tasks import advance_upload
    from franchises.models import ImportUpload

    one = uploaded(MANY)
    with worker() as process:
        wait_for(one, "checked")
        confirmed(one)
        wait_for(one, "loading")
        at_work = standing(one, timezone.now())
        while not UploadedFile(one.stored_as).reported()[0]:
            time.sleep(0.001)
        process.kill()
        process.wait()
    left = came_of(one) | {"standing": [at_work.kind, standing(one, timezone.now()).kind]}
    ImportUpload.objects.filter(pk=one.pk).move("loading", "to_check")
    advance_upload.enqueue(one.pk)
    with worker():
        wait_for(one, "checked")
        confirmed(one)
        wait_for(one, "loaded")
    return [left, came_of(one)]


def undo_killed():
    """A worker is killed while it puts rows back; then somebody tries again."""
    from django.utils import timezone

    from franchises.admin.import_undo_wish import standing
    from franchises.imports.undoing.tasks import undo_file, undo_in_turn
    from franchises.imports.uploads.tasks import advance_upload
    from franchises.models import ImportRun, ImportUndo

    one = uploaded(MANY)
    advance_upload.call(one.pk)
    confirmed(one)
    advance_upload.call(one.pk)
    run = ImportRun.objects.get()
    wish = ImportUndo.objects.create(run=run, user=one.user)
    undo_in_turn.enqueue(run.pk)
    with worker() as process:
        wait_for(wish, "undoing")
        at_work = standing(run, timezone.now())
        while undo_file(run.pk).reported()[0] < 3:
            time.sleep(0.001)
        process.kill()
        process.wait()
    left = came_of(one) | {"standing": [at_work.kind, standing(run, timezone.now()).kind]}
    ImportUndo.objects.filter(pk=run.pk).move("undoing", "waiting")
    undo_in_turn.enqueue(run.pk)
    with worker():
        for _ in range(3_000):
            if not ImportUndo.objects.exists():
                break
            time.sleep(0.01)
    return [left, came_of(one) | {"standing": standing(run, timezone.now()).kind}]


def raced(count=4):
    """Several workers are sent to the same upload at the same moment."""
    from django.db import connection

    from franchises.imports.uploads.tasks import advance_upload

    one = uploaded(50)
    advance_upload.call(one.pk)
    confirmed(one)
    barrier = Barrier(count)

    def work():
        barrier.wait()
        try:
            advance_upload.call(one.pk)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came_of(one)]


def raced_without_the_lock():
    """The same, and nothing keeps the workers apart but the one statement that moves a state."""
    with patch("franchises.imports.uploads.files.UploadedFile.held", lambda file: nullcontext()):
        return raced()


def raced_by_looking_first():
    """The same, by workers that look at the state and then write it: the negative control."""

    def move(uploads, before, after, **new):
        # Having begun, such a worker believes that the upload is its own.
        if not (uploads.filter(state=before).exists() or before == "loading"):
            return False
        time.sleep(0.2)
        return uploads.update(state=after, **new) == 1

    with (
        patch("franchises.imports.uploads.files.UploadedFile.held", lambda file: nullcontext()),
        patch("franchises.models.import_upload.ImportUploadQuerySet.move", move),
    ):
        return raced()


def lost_at_commit(lose):
    """The database is lost as a load commits; then whoever loads the file again, can."""
    from django.db import connections

    from franchises.imports.uploads.tasks import advance_upload

    one = uploaded(50)
    advance_upload.call(one.pk)
    confirmed(one)
    connection = connections["default"]
    commit = connection._commit
    with patch.object(connection, "_commit", lambda: lose(connection, commit)):
        advance_upload.call(one.pk)
    left = came_of(one) | {"words": one.stopped_because, "has_file": one.stored_as in kept()}
    if one.state == "stopped":
        one.state = "to_check"
        one.save()
        advance_upload.call(one.pk)
        confirmed(one)
    advance_upload.call(one.pk)
    return [left, came_of(one)]


def lost_before_the_commit():
    """The server ends the connection, and what was asked of it is not done."""

    def lose(connection, commit):
        connection._commit = commit
        if connection.vendor == "postgresql":
            terminate(connection)
            commit()
        raise OperationalError("disk I/O error\nwhich is all that is known")

    return lost_at_commit(lose)


def lost_after_the_commit():
    """The server does what was asked of it, and its answer is lost."""

    def lose(connection, commit):
        connection._commit = commit
        commit()
        if connection.vendor == "postgresql":
            connection.connection.close()
        raise OperationalError("server closed the connection unexpectedly")

    return lost_at_commit(lose)


def terminate(connection):
    """End the server's side of *connection*, as a restart of the server does."""
    import psycopg
    from django.conf import settings

    given = settings.DATABASES["default"]
    with psycopg.connect(
        dbname=given["NAME"],
        host=given["HOST"],
        port=given["PORT"],
        user=given["USER"],
        password=given["PASSWORD"],
        autocommit=True,
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def kept():
    """The names of the files that are kept of uploads."""
    from django.conf import settings

    return sorted(path.name for path in settings.UPLOAD_DIR.iterdir())


if __name__ == "__main__":
    django.setup()
    clear()
    print(json.dumps(globals()[sys.argv[1]]()))
