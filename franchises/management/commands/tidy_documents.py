"""Delete the files of documents that no record names."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from franchises.models import Document
from franchises.models.document_files import left_behind

# Longer than any page takes to save the record of a file that it has stored.
YOUNGEST = timedelta(days=1)


class Command(BaseCommand):
    help = (
        "Delete files in DOCUMENT_DIR that no document names, as a crash leaves them behind, once"
        " they are a day old. Those of deleted documents stay, as the history names them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-deleted",
            action="store_true",
            help="delete also what only the history names: documents that were deleted",
        )
        parser.add_argument("--dry-run", action="store_true", help="say which, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        named = set(Document.objects.values_list("sha256", flat=True))
        if not options["with_deleted"]:
            named |= set(Document.history.values_list("sha256", flat=True))
        count = 0
        for path in left_behind(named, (timezone.now() - YOUNGEST).timestamp()):
            count += 1
            self.stdout.write(path.name)
            if not options["dry_run"]:
                path.unlink(missing_ok=True)
        done = "would be deleted" if options["dry_run"] else "deleted"
        self.stdout.write(f"{count:,} {'file' if count == 1 else 'files'} {done}.")
