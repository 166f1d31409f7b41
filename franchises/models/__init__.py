"""One file a concept: the model, its QuerySet, its constraints and its history."""

from franchises.models.audit import Audit, AuditFinding, AuditTerms
from franchises.models.complaint import Complaint, ComplaintMatch
from franchises.models.document import Document
from franchises.models.fee_assessment import FeeAssessment
from franchises.models.fee_collection import FeeCollection
from franchises.models.fee_schedule import FeeComponent, FeeSchedule
from franchises.models.fiscal_year import FiscalYear, YearExplanation, YearRevision
from franchises.models.franchise import Borough, Franchise, FranchiseType
from franchises.models.franchise_event import FranchiseEvent
from franchises.models.franchisee import Contact, Franchisee, FranchiseeAlias
from franchises.models.holiday import Holiday
from franchises.models.import_profile import ImportProfile
from franchises.models.import_run import ImportRun
from franchises.models.import_undo import ImportUndo
from franchises.models.import_upload import ImportUpload
from franchises.models.installation import Installation
from franchises.models.insurance import InsuranceCertificate, InsuranceRequirement
from franchises.models.notice import Notice
from franchises.models.obligation import Obligation
from franchises.models.obligation_rule import ObligationRule
from franchises.models.penalty import Penalty, PenaltyRule
from franchises.models.published_figure import PublishedFigure
from franchises.models.revenue_statement import RevenueStatement
from franchises.models.role_upkeep import check_roles
from franchises.models.saved_filter import SavedFilter
from franchises.models.security import Security, SecurityDraw, SecurityRequirement
from franchises.models.shared_disk import check_shared_disk
from franchises.models.subscription import Subscription
from franchises.models.upkeep import check_closed_years
from franchises.models.zone_change import ZoneChange

__all__ = [
    "Audit",
    "AuditFinding",
    "AuditTerms",
    "Borough",
    "Complaint",
    "ComplaintMatch",
    "Contact",
    "Document",
    "FeeAssessment",
    "FeeCollection",
    "FeeComponent",
    "FeeSchedule",
    "FiscalYear",
    "Franchise",
    "FranchiseEvent",
    "FranchiseType",
    "Franchisee",
    "FranchiseeAlias",
    "Holiday",
    "ImportProfile",
    "ImportRun",
    "ImportUndo",
    "ImportUpload",
    "Installation",
    "InsuranceCertificate",
    "InsuranceRequirement",
    "Notice",
    "Obligation",
    "ObligationRule",
    "Penalty",
    "PenaltyRule",
    "PublishedFigure",
    "RevenueStatement",
    "SavedFilter",
    "Security",
    "SecurityDraw",
    "SecurityRequirement",
    "Subscription",
    "YearExplanation",
    "YearRevision",
    "ZoneChange",
    "check_closed_years",
    "check_roles",
    "check_shared_disk",
]
