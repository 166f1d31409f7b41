from franchises.imports.datasets import INSTALLATIONS
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import street installations."
    dataset = INSTALLATIONS
