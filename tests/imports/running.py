"""Import commands run as an operator runs them, and what is in the database before and after."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.management import CommandError, call_command

from franchises.imports.watchdog import FLAGS
from franchises.models import ImportRun


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def result(self) -> dict:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def ran(dataset: str, path: Path, **options: object) -> Ended:
    """Run the import command of *dataset*; anything but an orderly end is raised."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(f"import_{dataset}", path, stdout=out, stderr=err, **options)
    except CommandError as error:
        status = error.returncode
        print(error, file=err)
    except SystemExit as ended:
        status = ended.code
    return Ended(status, out.getvalue(), err.getvalue())


def loaded(dataset: str, path: Path, **options: object) -> tuple[int, int, int]:
    """Import a good file, and give how many rows were created, updated and unchanged.

    What is surprising about it is accepted.
    """
    ended = ran(dataset, path, json=True, **{"accept": ",".join(FLAGS), **options})
    assert ended.status == 0, ended.err
    rows = ended.result["rows"]
    return rows["created"], rows["updated"], rows["unchanged"]


def refused(dataset: str, path: Path, **options: object) -> Ended:
    """Import a bad file, and hold everything that is promised of any refusal."""
    before, runs = content(), ImportRun.objects.count()
    ended = ran(dataset, path, **options)
    assert ended.status == 2, (ended.status, ended.out, ended.err)
    assert "Traceback" not in ended.err
    assert ended.lines, "a refusal says why"
    assert all(line.isprintable() for line in ended.lines)
    assert ended.lines[-1].endswith("nothing was loaded.")
    assert content() == before
    run = ImportRun.objects.first()
    assert (ImportRun.objects.count(), run.outcome) == (runs + 1, "refused")
    assert (run.rows_created, run.rows_updated, run.rows_unchanged) == (0, 0, 0)
    assert run.size == (path.stat().st_size if path.is_file() else 0)
    return ended


def content() -> dict[str, list[tuple]]:
    """Every row of every table of ours, history and links included; what is kept of imports not."""
    models = [
        model
        for model in apps.get_app_config("franchises").get_models(include_auto_created=True)
        if not model._meta.model_name.startswith("import")
    ]
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
        for model in models
    }


def csv_of(path: Path, *rows: list[object]) -> Path:
    """A CSV file with these rows, the header first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


def text_of(path: Path, text: str | bytes) -> Path:
    """A file with exactly this in it."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def table(folder: Path, *lines: str) -> Path:
    """A CSV file of these lines, the header first."""
    return text_of(folder / "file.csv", "".join(f"{line}\n" for line in lines))
