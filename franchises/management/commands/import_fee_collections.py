from franchises.imports.fee_datasets import FEE_COLLECTIONS
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import fee collections: what was received."
    dataset = FEE_COLLECTIONS
