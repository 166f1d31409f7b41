"""The demo: an invented city in a database of its own, loaded as an operator would, and served."""

import errno
import fcntl
import logging
import os
import secrets
import signal
import sys
import warnings
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import StringIO
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application, run
from django.db import DatabaseError, OperationalError, connections
from django_tasks_db.management.commands.db_worker import Worker

from franchises.management.sample_books import has_sample_books, make_sample_books
from franchises.management.sample_documents import has_sample_documents, make_sample_documents
from franchises.management.sample_duties import has_sample_duties, make_sample_duties
from franchises.management.sample_events import has_sample_events, make_sample_events
from franchises.models import ImportRun

DATABASE = "demo.sqlite3"
HOST = "127.0.0.1"
PORTS_TRIED = 50
# In the order that they refer to each other.
DATASETS = (
    "franchisees",
    "franchises",
    "installations",
    "fee_assessments",
    "fee_collections",
    "revenue_statements",
    "complaints",
)
SAMPLE = Path(__file__).resolve().parent.parent.parent / "sample"
SAMPLE_DATA = "Sample data: figures are invented."
LOGIN = "admin"
# No letter that looks like another: some people type it.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 16

REFUSED, BUSY, INTERRUPTED = 2, 3, 130


class Command(BaseCommand):
    help = (
        "Makes the sample city in demo.sqlite3, here in this directory, through the real imports,"
        " and serves it. Its figures are invented. Run again, it keeps what you changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=8000,
            help="the port to serve on, or the next free one after it (default: 8000)",
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="make the city and stop, without serving it"
        )
        parser.add_argument(
            "--reset", action="store_true", help="delete demo.sqlite3 first and make a new city"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        database = demo_database()
        if not 1 <= options["port"] <= 65535:
            raise CommandError("--port is a number from 1 to 65535.", returncode=REFUSED)
        with opened(database.parent) as directory:
            try:
                if has_to_itself(directory):
                    self.make(database, is_reset=options["reset"])
                    fcntl.flock(directory, fcntl.LOCK_SH)
                elif options["reset"]:
                    raise CommandError(
                        f"Another demo is using {DATABASE} here: stop it first (Ctrl-C in its"
                        " window), then --reset.",
                        returncode=BUSY,
                    )
                else:
                    self.say_whose_password()
            except KeyboardInterrupt:
                self.write("\nInterrupted. Run the demo again: it goes on from where it was.")
                sys.exit(INTERRUPTED)
            if not options["no_serve"]:
                self.serve(options["port"])

    def make(self, database: Path, *, is_reset: bool) -> None:
        """Make what is missing of the city: all of it, nothing, or what a killed demo left out."""
        if is_reset:
            delete_database(database)
        is_new = not database.exists()
        if is_new:
            self.write(f"Making the sample city in {DATABASE} ...")
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            raise CommandError(
                f"{DATABASE} cannot be used ({error}): --reset deletes it and makes a new city."
            ) from error
        missing = missing_datasets()
        if missing and not is_new:
            self.write(f"Going on with the sample city in {DATABASE} ...")
        for dataset in missing:
            self.load(dataset)
        if not has_sample_books():
            make_sample_books(SAMPLE / "books.toml", settings.FISCAL_YEAR_START_MONTH)
            self.write("  fee schedules, FY2026 assessed by them, FY2024 and FY2025 closed")
        if not has_sample_duties():
            make_sample_duties(SAMPLE / "duties.toml", settings.FISCAL_YEAR_START_MONTH)
            self.write("  securities, insurance, obligations, an audit, notices and a penalty")
        if not has_sample_events():
            make_sample_events(SAMPLE / "events.toml")
            self.write("  the life of its contracts: awards, amendments, defaults, a transfer")
        if not has_sample_documents():
            kept = make_sample_documents(SAMPLE / "documents.toml")
            self.write(f"  {'documents':<19}{kept:>7,}")
        if get_user_model().objects.filter(is_superuser=True).exists():
            self.say_whose_password()
        else:
            self.make_login()

    def make_login(self) -> None:
        """Make the one login, last of all: where it is there, the city is whole."""
        password = "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
        get_user_model().objects.create_superuser(LOGIN, password=password)
        self.write(
            f"{SAMPLE_DATA}\n\n"
            f"  Admin login   {LOGIN}\n"
            f"  Password      {password}   (shown this once)"
        )

    def load(self, dataset: str) -> None:
        """Import one sample file, as an operator would, and print how many rows it gave."""
        path = SAMPLE / f"{dataset}.csv"
        said = StringIO()
        try:
            call_command(f"import_{dataset}", str(path), stdout=StringIO(), stderr=said)
        except CommandError:
            self.stderr.write(said.getvalue())
            raise
        except SystemExit as ended:  # An import ends so when it is interrupted.
            raise KeyboardInterrupt from ended
        loaded = ImportRun.objects.filter(dataset=dataset).latest("pk").rows_created
        self.write(f"  {dataset.replace('_', ' '):<19}{loaded:>7,}")

    def say_whose_password(self) -> None:
        self.write(
            f"The sample city is in {DATABASE}, with whatever was changed in it.\n"
            f"{SAMPLE_DATA}\n\n"
            f"  Admin login   {LOGIN}, with the password shown when the city was made\n"
            "                (lost it? --reset makes a new city with a new one)"
        )

    def serve(self, wanted: int) -> None:
        """Serve the city until Ctrl-C, on the first free port from *wanted*."""
        # In the background of a script it would have inherited that Ctrl-C is ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # Nobody has collected the static files: they are served from where they lie.
        warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
        last = min(wanted + PORTS_TRIED - 1, 65535)
        Thread(target=work_on_uploads, daemon=True).start()
        try:
            application = get_internal_wsgi_application()
            # Not before: loading the application sets logging up anew.
            logging.getLogger("django.server").setLevel(logging.ERROR)
            for port in range(wanted, last + 1):
                say_address = partial(self.say_address, wanted)
                try:
                    run(HOST, port, application, threading=True, on_bind=say_address)
                except OSError as error:
                    if error.errno != errno.EADDRINUSE:
                        raise CommandError(
                            f"Cannot serve on {HOST}:{port}: {error.strerror}.",
                            returncode=REFUSED,
                        ) from error
        except KeyboardInterrupt:
            self.write(f"\nStopped. The city stays in {DATABASE}.")
            return
        raise CommandError(
            f"No port is free from {wanted} to {last}: give another with --port.",
            returncode=REFUSED,
        )

    def say_address(self, wanted: int, port: int) -> None:
        taken = f"   (port {wanted} is taken)" if port != wanted else ""
        self.write(
            f"  Site          http://{HOST}:{port}/{taken}\n"
            f"  Admin         http://{HOST}:{port}/admin/\n\n"
            "Stop it with Ctrl-C."
        )

    def write(self, text: str) -> None:
        """Print *text* at once: a newcomer watches, and a script reads the address."""
        self.stdout.write(text)
        self.stdout.flush()


def work_on_uploads() -> None:
    """Check and load what is uploaded in the admin, as ``import_worker`` does elsewhere.

    In a thread, so that it ends with the server; what it was in the middle of is then as if it
    had never begun.
    """
    while True:
        worker = Worker(
            queue_names=["default"],
            interval=1,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"demo-{os.getpid()}",
            excluded_queue_names=[],
        )
        with suppress(OperationalError):
            worker.run()
        sleep(1)


def demo_database() -> Path:
    """Return the file of the demo's database; raise `CommandError` where it is any other."""
    database = settings.DATABASES["default"]
    path = Path(str(database["NAME"]))
    if database["ENGINE"] != "django.db.backends.sqlite3" or path.name != DATABASE:
        raise CommandError(
            f"The demo runs on {DATABASE} alone: start it with manage.py demo.",
            returncode=REFUSED,
        )
    return path


def missing_datasets() -> list[str]:
    """Return the sample files that have not been loaded, in the order of loading."""
    loaded = set(
        ImportRun.objects.filter(outcome=ImportRun.Outcome.LOADED).values_list("dataset", flat=True)
    )
    return [dataset for dataset in DATASETS if dataset not in loaded]


def delete_database(database: Path) -> None:
    """Delete the file and what SQLite keeps beside it."""
    connections.close_all()
    for suffix in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


@contextmanager
def opened(directory: Path) -> Iterator[int]:
    """Yield a descriptor of *directory* to lock.

    The lock is on the directory, so that no file is left behind, and goes when the process does.
    """
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def has_to_itself(directory: int) -> bool:
    """Lock the directory and return whether alone, or shared with a demo that is serving.

    Waits for a demo that is making its city.
    """
    for _ in range(2):
        try:
            fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(directory, fcntl.LOCK_SH)
        else:
            return True
    return False
