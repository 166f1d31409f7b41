"""The data set of complaints: service requests, as a city's complaint line publishes them."""

from franchises.imports.columns import Column, Day, Text
from franchises.imports.dataset import NAME, NOTES, Dataset, Key, not_before
from franchises.imports.places import BOTH_DEGREES, DEGREES, OTHER_COLUMNS, STREET
from franchises.models import Complaint

COMPLAINTS = Dataset(
    name="complaints",
    noun="complaint",
    model=Complaint,
    columns=(
        Column(
            "source",
            Text(50),
            "The list that the number comes from.",
            required=True,
            example="city-311",
        ),
        Column(
            "number", Text(50), "Number of the service request.", required=True, example="61528341"
        ),
        Column(
            "created_on",
            Day(is_past=True),
            "Day it was made.",
            required=True,
            example="2025-03-14",
        ),
        Column(
            "closed_on",
            Day(is_past=True),
            "Day it was closed; empty where it is open.",
            example="2025-03-21",
        ),
        Column("agency", Text(20), "Who answers it.", example="OTI"),
        Column(
            "complaint_type",
            Text(100),
            "What it is about, as the agency words it.",
            required=True,
            example="LinkNYC",
        ),
        Column("descriptor", NAME, "What is wrong.", example="Wi-Fi not working"),
        Column("status", Text(50), "Where it stands, as the agency words it.", example="Closed"),
        Column("resolution", NOTES, "What was done; for staff, never published."),
        Column(
            "asset_id",
            Text(100),
            "Id of the installation, where the complaint names it; without one it is matched by"
            " its place.",
            example="mn-05-133612",
        ),
        *STREET,
        *DEGREES,
        OTHER_COLUMNS,
    ),
    keys=(Key(("source", "number"), written=("source", "number")),),
    keeps_extra=True,
    rules=(
        BOTH_DEGREES,
        not_before("closed_on", "created_on"),
    ),
)
