from franchises.imports.fee_datasets import FEE_ASSESSMENTS
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import fee assessments: what is due."
    dataset = FEE_ASSESSMENTS
