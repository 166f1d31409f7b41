"""Make the groups of the roles as the table of roles has them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from franchises.management.arguments import FOUND_WRONG
from franchises.models.role_upkeep import drift_of_roles, make_permissions, sync_roles


class Command(BaseCommand):
    help = (
        "Make the group of each role as franchises/models/roles.py has it, and say what changed;"
        " a group of another name is left alone. Migrate does the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing: say what differs, and end with 4 where something does",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            drifts = drift_of_roles()
            for drift in drifts:
                self.stdout.write(f"{drift}.")
            if drifts:
                raise CommandError("Run sync_roles to put them right.", returncode=FOUND_WRONG)
        else:
            make_permissions()
            drifts = sync_roles()
            for drift in drifts:
                self.stdout.write(f"{drift.role}: {'made' if drift.is_missing else 'put right'}")
                for name in drift.lacks:
                    self.stdout.write(f"  + {name}")
                for name in drift.has_beside:
                    self.stdout.write(f"  - {name}")
        if not drifts:
            self.stdout.write("Every role is as the table has it.")
