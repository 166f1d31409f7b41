import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from franchises.imports.datasets import DATASETS
from franchises.imports.exporting import write_export


class Command(BaseCommand):
    help = "Write all rows of a data set as CSV, which the import takes back unchanged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dataset", choices=sorted(DATASETS))
        parser.add_argument("--output", type=Path, help="write to this file, not to the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = DATASETS[options["dataset"]]
        output: Path | None = options["output"]
        if output is None:
            write_export(dataset, sys.stdout)
            return
        # The file appears, whole, when the last row has been written.
        unfinished = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                rows = write_export(dataset, file)
            unfinished.replace(output)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise CommandError(f"{output} cannot be written: {reason}", returncode=2) from error
        finally:
            unfinished.unlink(missing_ok=True)
        self.stderr.write(f"{output}: {rows:,} row{'s' * (rows != 1)} written")
