from franchises.imports.fee_datasets import REVENUE_STATEMENTS
from franchises.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import revenue statements: what franchisees say they earned."
    dataset = REVENUE_STATEMENTS
