"""The columns of what has a place, which installations and complaints have alike."""

from franchises.imports.columns import Column, Degrees, Text
from franchises.imports.dataset import COORDINATES, EXTRA, NAME, Rule
from franchises.imports.kept import Kept

STREET = (
    Column("address", NAME, "House number and street.", example="989 8 Avenue"),
    Column("on_street", NAME, "Street it is on."),
    Column("cross_street_1", NAME, "One crossing street."),
    Column("cross_street_2", NAME, "The other crossing street."),
    Column("borough", NAME, "Name or code of the borough.", example="Manhattan"),
    Column("postcode", Text(10), "Postcode.", example="10019"),
    Column("community_board", Text(20), "Community board.", example="104"),
    Column("council_district", Text(20), "Council district.", example="3"),
)
DEGREES = (
    Column("latitude", Degrees(90), "Degrees north, WGS 84.", example="40.767358"),
    Column("longitude", Degrees(180), "Degrees east, WGS 84.", example="-73.982564"),
)
BOTH_DEGREES = Rule(
    COORDINATES,
    lambda latitude, longitude: (latitude is None) != (longitude is None),
    "goes with longitude: give both or neither",
)
OTHER_COLUMNS = Column(
    EXTRA,
    Kept(),
    "Other columns as they were published, as an export writes them. A file of their own headings"
    " needs no such column: say of each heading that it is extra.",
)
