from franchises.imports.datasets import FRANCHISES
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import franchises: the contracts."
    dataset = FRANCHISES
