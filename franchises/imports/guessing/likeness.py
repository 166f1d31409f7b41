"""How like a heading of a file is to one of our columns, by its name alone."""

import difflib
import re

from franchises.imports.columns import Column
from franchises.rules.names import name_key

# What other cities call our columns. A guess may use these; an import asks for a profile.
_CALLED = {
    "source": ("data source",),
    "asset_id": (
        "id",
        "objectid",
        "object id",
        "fid",
        "globalid",
        "asset",
        "asset number",
        "asset no",
        "site id",
        "pole id",
        "pole number",
        "pole no",
        "permit number",
        "permit no",
        "facility id",
        "global id",
        "unique id",
        "record id",
        "identifier",
        "ref",
        "nr",
    ),
    "franchise": ("franchise number", "franchise no", "contract number", "agreement number"),
    "created_on": (
        *("created date", "created", "created at", "date created", "opened", "date opened"),
        *("open date", "opened date", "requested", "requested datetime", "request date"),
        *("reported", "date reported", "submitted", "date submitted"),
    ),
    "closed_on": (
        *("closed date", "closed", "closed at", "date closed", "completed", "date completed"),
        *("resolved", "date resolved", "resolution date"),
    ),
    "agency": ("agency name", "department", "responsible agency"),
    "complaint_type": (
        *("issue type", "issue", "problem", "problem type", "request type", "case type", "type"),
        *("service name", "service request type", "category", "complaint"),
    ),
    "descriptor": ("details", "description", "problem detail", "issue detail"),
    "resolution": ("resolution description", "resolution notes", "outcome"),
    "franchisee": (
        "company",
        "carrier",
        "provider",
        "operator",
        "owner",
        "applicant",
        "licensee",
        "permittee",
        "holder",
        "vendor",
        "company name",
        "payer",
        "payor",
        "bill to",
    ),
    "franchise_type": ("type of franchise", "franchise type specific category", "service type"),
    "kind": ("type", "equipment type", "asset type", "facility type", "purpose", "category"),
    "status": ("state", "condition", "project status", "equipment installed", "installed"),
    "address": ("street address", "location address", "site address", "full address"),
    "on_street": ("street", "street name", "main street"),
    "cross_street_1": ("cross street", "from street", "cross st 1", "intersection"),
    "cross_street_2": ("to street", "cross st 2"),
    "borough": ("boro", "county", "district name"),
    "postcode": ("zip", "zip code", "zipcode", "postal code", "post code", "plz"),
    "community_board": ("cb", "community district"),
    "council_district": ("council", "ward"),
    "bin": ("building identification number", "building id"),
    "bbl": ("borough block lot", "parcel", "parcel id", "lot"),
    "latitude": ("lat", "y", "y coord", "y coordinate", "northing", "point y"),
    "longitude": ("lon", "long", "lng", "x", "x coord", "x coordinate", "easting", "point x"),
    "fee_zone": ("zone", "rate zone"),
    "host_structure": ("pole type", "mounted on", "structure", "structure type", "pole material"),
    "length_feet": ("length", "feet", "linear feet", "length ft"),
    "reserved_on": ("submission date", "reservation date", "application date", "approval date"),
    "installed_on": ("installation date", "install date", "date installed", "installation"),
    "activated_on": ("activation date", "date activated", "on air date", "activated"),
    "removed_on": ("removal date", "date removed", "decommission date"),
    "number": (
        *("franchise number", "franchise no", "contract number", "contract no", "contract id"),
        *("agreement number", "agreement no", "doc id", "id", "unique key"),
        *("case id", "case number", "case no", "request id", "request number", "sr number"),
        *("service request id", "service request number", "ticket", "ticket number"),
    ),
    "title": ("description", "brief description", "contract title"),
    "effective_on": ("start date", "effective date", "commencement date", "begin date"),
    "expires_on": ("expiration date", "end date", "expiry date", "expires", "expiration"),
    "terminated_on": ("termination date",),
    "registered_on": ("registration date",),
    "registration_number": ("registration no",),
    "award_method": ("solicitation award method", "procurement method"),
    "boroughs": ("borough", "area", "service area"),
    "published": ("public",),
    "notes": ("comments", "remarks"),
    "note": ("comments", "remarks", "memo", "notes"),
    "name": ("company name", "company", "legal name", "franchisee"),
    "other_names": ("alias", "aliases", "dba", "also known as"),
    "website": ("url", "web site", "homepage"),
    "fiscal_year": ("fy", "year", "fiscal yr"),
    "period": ("quarter", "qtr"),
    "origin": ("source of figure",),
    "category": ("revenue category", "revenue type", "line of business"),
    "gross_revenue": ("gross", "gross revenues", "gross receipts", "total revenue"),
    "deductions": ("deduction", "allowable deductions"),
    "units": ("number of units", "unit count", "subscribers"),
    "old_zone": ("from zone", "zone before", "previous zone", "old rate zone"),
    "new_zone": ("to zone", "zone after", "new rate zone"),
    "pays": ("pays invoice", "invoice paid", "bill paid"),
    "notice_on": ("notice date", "date of notice"),
    "amount": (
        *("total", "fee", "revenue", "payment", "value", "usd", "fee paid", "total paid"),
        *("amount paid", "amount due", "amount received", "amount collected"),
    ),
    "due_on": ("due date", "date due"),
    "received_on": (
        *("payment date", "date paid", "received date", "date received", "paid on"),
        *("deposit date", "filed", "date filed", "filing date"),
    ),
    "reference": (
        *("receipt", "receipt number", "receipt no", "invoice", "invoice number", "invoice no"),
        *("check number", "check no", "transaction id"),
    ),
}
# What others call a column with both coordinates in each cell.
_POINTS = {
    *("location", "coordinates", "coords", "point", "geom", "the geom", "geometry", "shape"),
    *("geolocation", "geocoded column", "geo point", "geo point 2d", "lat long", "lat lon"),
}
# What a program counts its rows by, anew at each export: no name to know a thing by for good.
_ROW_NUMBERS = ("objectid", "object id", "fid")
SAME, KNOWN, LIKE = 1.0, 0.9, 0.5


def words_of(heading: str) -> str:
    """Return the words of a heading, whatever stands between them.

    >>> words_of("assetID"), words_of("Lat. (WGS84)"), words_of("link_site_id")
    ('asset id', 'lat wgs84', 'link site id')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.findall(r"\w+", name_key(spaced).replace("_", " ")))


def likeness(heading: str, column: Column) -> float:
    """Return from 0 to 1 how like *heading* is to the name of *column*, or to what others call it.

    1 is the same name, 0.9 another name for the same, 0.5 and more a part of one or a near one.
    """
    words, own = words_of(heading), words_of(column.name)
    names = [own, *column.aliases, *_CALLED.get(column.name, ())]
    if words == own:
        return SAME
    if words in names:
        return LIKE if words in _ROW_NUMBERS or is_of_the_portal(heading) else KNOWN
    return max(_near(words, name) for name in names)


def is_of_the_portal(heading: str) -> bool:
    """Return whether *heading* is one that a Socrata portal adds of its own, such as ``:id``."""
    return heading.startswith(":")


def is_called_a_point(heading: str) -> bool:
    """Return whether *heading* is one for both coordinates, by its name alone."""
    return words_of(heading) in _POINTS


def is_known(heading: str) -> bool:
    """Return whether *heading* is one that some column is called by."""
    words = words_of(heading)
    return any(words in (words_of(name), *called) for name, called in _CALLED.items())


def _near(words: str, name: str) -> float:
    if len(name) > 2 and f" {name} " in f" {words} ":
        # The more of the heading it is, the surer: "permit address" is an address.
        return LIKE + 0.3 * len(name) / len(words)
    # What all dates end in makes none of them like another: invoice date, notice date.
    one, other = (re.sub(r"(?<=.) (?:date|on)$", "", each) for each in (words, name))
    ratio = difflib.SequenceMatcher(None, one, other).ratio()
    return LIKE + (ratio - 0.8) if ratio >= 0.8 else 0.0
