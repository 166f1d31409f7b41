from franchises.imports.datasets import FRANCHISEES
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import franchisees and the other names they go by."
    dataset = FRANCHISEES
