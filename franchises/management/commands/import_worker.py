from typing import Any

from django.db import OperationalError
from django_tasks_db.management.commands import db_worker

from franchises.imports.turns import is_locked


class Command(db_worker.Command):
    help = (
        "Check and load the files that are uploaded in the admin, one after another, until it is"
        " stopped. Several may run."
    )

    def handle(self, **options: Any) -> None:
        while True:
            try:
                return super().handle(**options)
            except OperationalError as error:
                # On SQLite an import in another process may write for longer than one waits.
                if not is_locked(error):
                    raise
