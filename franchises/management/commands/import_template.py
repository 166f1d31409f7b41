import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from franchises.imports.dataset import Dataset
from franchises.imports.datasets import DATASETS
from franchises.imports.template import describe, template_csv, write_template_xlsx


class Command(BaseCommand):
    help = "Write an empty file to fill in: headings and one example row. Their types are listed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dataset", choices=sorted(DATASETS))
        parser.add_argument("--xlsx", action="store_true", help="a workbook instead of CSV")
        parser.add_argument("--output", type=Path, help="write to this file, not to the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = DATASETS[options["dataset"]]
        output: Path | None = options["output"]
        if options["xlsx"]:
            self._write_workbook(dataset, output)
        elif output is None:
            self.stdout.write(template_csv(dataset), ending="")
        else:
            output.write_text(template_csv(dataset), encoding="utf-8")
        width = max(len(column.name) for column in dataset.columns)
        for column in dataset.columns:
            self.stderr.write(f"{column.name:{width}}  {describe(column)}")

    def _write_workbook(self, dataset: Dataset, output: Path | None) -> None:
        if output is not None:
            with output.open("wb") as file:
                write_template_xlsx(dataset, file)
        elif sys.stdout.isatty():
            raise CommandError("a workbook is not for the terminal: name a file with --output")
        else:
            write_template_xlsx(dataset, sys.stdout.buffer)
