from franchises.imports.datasets import REZONINGS
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import re-zonings: from which day installations stand in another fee zone."
    dataset = REZONINGS
