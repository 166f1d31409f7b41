from franchises.imports.datasets import COMPLAINTS
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import complaints, and match each to the installation that it is about."
    dataset = COMPLAINTS
