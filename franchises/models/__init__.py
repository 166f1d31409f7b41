"""One file a concept: the model, its QuerySet, its constraints and its history."""

from franchises.models.fee import FeeAssessment, FeeCollection
from franchises.models.franchise import Borough, Franchise, FranchiseType
from franchises.models.franchisee import Contact, Franchisee, FranchiseeAlias
from franchises.models.import_profile import ImportProfile
from franchises.models.import_run import ImportRun
from franchises.models.import_upload import ImportUpload
from franchises.models.installation import Installation

__all__ = [
    "Borough",
    "Contact",
    "FeeAssessment",
    "FeeCollection",
    "Franchise",
    "FranchiseType",
    "Franchisee",
    "FranchiseeAlias",
    "ImportProfile",
    "ImportRun",
    "ImportUpload",
    "Installation",
]
