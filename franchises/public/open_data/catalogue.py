"""The public data sets, by name, in the order to show them."""

from franchises.public.open_data.complaints import COMPLAINTS
from franchises.public.open_data.documented import DOCUMENTS
from franchises.public.open_data.events import EVENTS
from franchises.public.open_data.fees import (
    FEE_ASSESSMENTS,
    FEE_COLLECTIONS,
    FEES_BY_FRANCHISE,
    FEES_BY_FRANCHISEE,
    FEES_BY_TYPE,
    FEES_BY_YEAR,
)
from franchises.public.open_data.registers import (
    FRANCHISEES,
    FRANCHISES,
    INSTALLATIONS,
    YEAR_REVISIONS,
)

DATASETS = {
    each.name: each
    for each in (
        FEES_BY_YEAR,
        FEES_BY_TYPE,
        FEES_BY_FRANCHISEE,
        FEES_BY_FRANCHISE,
        FEE_ASSESSMENTS,
        FEE_COLLECTIONS,
        YEAR_REVISIONS,
        FRANCHISES,
        EVENTS,
        FRANCHISEES,
        INSTALLATIONS,
        COMPLAINTS,
        DOCUMENTS,
    )
}
