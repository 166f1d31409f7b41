import textwrap
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils import timezone

from franchises.imports.datasets import DATASETS
from franchises.imports.guessing.proposal import Guess, guess_profile
from franchises.imports.guessing.sampling import sample
from franchises.imports.lookups import borough_names, franchisee_names, type_names
from franchises.imports.problems import FileProblem, counted, escaped
from franchises.imports.profiles import Profile
from franchises.imports.profiles.written import as_toml
from franchises.management.import_command import Refused, refuse_old_database
from franchises.models import ImportProfile
from franchises.rules.places import Box


class Command(BaseCommand):
    help = "Propose a profile for a file with foreign headings, to be checked. Imports nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a CSV or XLSX file")
        parser.add_argument("--dataset", choices=sorted(DATASETS), required=True)
        parser.add_argument("--save", metavar="NAME", help="save it, to be mended in the admin")
        parser.add_argument("--sheet", help="which sheet of a workbook, where it has several")
        parser.add_argument("--encoding", default="utf-8-sig", help="of a CSV file; utf-8 if not")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_old_database()
        path: Path = options["path"]
        try:
            seen = sample(path, encoding=options["encoding"], sheet=options["sheet"])
        except FileProblem as error:
            raise Refused(error.problem.worded(escaped(path.name))) from None
        franchisees = franchisee_names()
        names = {
            "franchisee": franchisees,
            "franchise_type": type_names(),
            "borough": borough_names(),
        }
        guess = guess_profile(
            seen,
            DATASETS[options["dataset"]],
            timezone.localdate(),
            Box(*settings.CITY_BOX),
            names,
            options["save"] or path.stem,
        )
        self.stdout.write("\n".join(_told(guess, seen.name, seen.rows)))
        self.stdout.write(as_toml(guess.profile, guess.remarks), ending="")
        if options["save"]:
            self._save(guess.profile)

    def _save(self, profile: Profile) -> None:
        parts = {part: getattr(profile, part) for part in Profile.__dataclass_fields__}
        saved = ImportProfile(**parts)
        try:
            saved.full_clean()
        except ValidationError as error:
            raise Refused(f"--save {profile.name}: {' '.join(error.messages)}") from None
        saved.save()
        self.stderr.write(f"Saved as {profile.name}: check it in the admin.")


def _told(guess: Guess, file_name: str, rows: int) -> Iterator[str]:
    """Yield, as comments, what a person has to know of a guess."""
    yield f"# Guessed from {counted(rows, 'row')} of {escaped(file_name)}. Nothing was imported:"
    yield "# check every line, then try it with --profile THIS_FILE.toml --dry-run."
    for title, texts in (("Still needed", guess.missing), ("To be checked", guess.notes)):
        if texts:
            yield f"# {title}:"
        for text in texts:
            lines = textwrap.wrap(escaped(text), 94, break_long_words=False)
            yield from (f"#   {'  ' * bool(n)}{line}" for n, line in enumerate(lines))
