"""The data set of complaints: service requests, as a city's complaint line publishes them."""

from franchises.imports.columns import Column, Day, Degrees, Text
from franchises.imports.dataset import NAME, NOTES, Dataset, Key, Rule, not_before
from franchises.imports.kept import Kept
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
        Column("address", NAME, "House number and street.", example="989 8 AVENUE"),
        Column("on_street", NAME, "Street it is on."),
        Column("cross_street_1", NAME, "One crossing street."),
        Column("cross_street_2", NAME, "The other crossing street."),
        Column("borough", NAME, "Name or code of the borough.", example="Manhattan"),
        Column("postcode", Text(10), "Postcode.", example="10019"),
        Column("community_board", Text(20), "Community board.", example="104"),
        Column("council_district", Text(20), "Council district.", example="3"),
        Column("latitude", Degrees(90), "Degrees north, WGS 84.", example="40.767358"),
        Column("longitude", Degrees(180), "Degrees east, WGS 84.", example="-73.982564"),
        Column(
            "extra",
            Kept(),
            "Other columns as they were published, as an export writes them. A file of their own"
            " headings needs no such column: say of each heading that it is extra.",
        ),
    ),
    keys=(Key(("source", "number"), written=("source", "number")),),
    keeps_extra=True,
    rules=(
        Rule(
            ("latitude", "longitude"),
            lambda latitude, longitude: (latitude is None) != (longitude is None),
            "goes with longitude: give both or neither",
        ),
        not_before("closed_on", "created_on"),
    ),
)
