"""The data sets an operator imports, by name."""

from datetime import date

from franchises.imports.columns import YES_NO, Column, Day, OneOf, Several, Text, Whole
from franchises.imports.complaint_dataset import COMPLAINTS
from franchises.imports.dataset import (
    FRANCHISE,
    FRANCHISE_TYPE,
    NAME,
    NOTES,
    Dataset,
    Key,
    Rule,
    not_before,
)
from franchises.imports.fee_datasets import FEE_ASSESSMENTS, FEE_COLLECTIONS, REVENUE_STATEMENTS
from franchises.imports.places import BOTH_DEGREES, DEGREES, OTHER_COLUMNS, STREET
from franchises.models import Franchise, Franchisee, Installation, ZoneChange

# Franchises of the Board of Estimate go back to the nineteenth century, and some have no end.
EARLIEST_TERM = date(1850, 1, 1)

FRANCHISEES = Dataset(
    name="franchisees",
    noun="franchisee",
    model=Franchisee,
    columns=(
        Column("name", NAME, "Legal name.", required=True, example="Example Cable LLC"),
        Column(
            "other_names",
            Several(),
            "Other names that files use for it. Names are added, never taken away: that is done"
            " in the admin.",
            example="Example Cable of Brooklyn | EXAMPLE CABLE",
        ),
        Column(
            "website",
            Text(
                200,
                pattern=r"https?://[^\s<>\"']+",
                pattern_words="is not an address beginning http:// or https://",
            ),
            "Its own site.",
            example="https://cable.example",
        ),
        Column("notes", NOTES, "For staff, never published."),
    ),
    keys=(Key(("name_key",), written=("name",)),),
    set_once=("slug",),
)

FRANCHISES = Dataset(
    name="franchises",
    noun="franchise",
    model=Franchise,
    columns=(
        Column(
            "number",
            Text(
                50,
                pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*",
                pattern_words="has something other than letters, digits, dots, dashes and"
                " underscores",
            ),
            "Number of the signed instrument.",
            required=True,
            example="CTV-2011-01",
        ),
        Column(
            "franchisee",
            NAME,
            "Who holds it, by its own name or another name on record.",
            required=True,
            example="Example Cable LLC",
        ),
        Column(
            "franchise_type",
            NAME,
            FRANCHISE_TYPE.help,
            required=True,
            example="Cable television",
        ),
        Column("title", NAME, "What the contract is called."),
        Column(
            "effective_on",
            Day(EARLIEST_TERM),
            "First day of the term.",
            required=True,
            example="2011-07-01",
        ),
        Column(
            "expires_on",
            Day(EARLIEST_TERM, words=("perpetual",)),
            "Last day of the term, in it, or the word perpetual.",
            required=True,
            example="2026-06-30",
        ),
        Column("terminated_on", Day(EARLIEST_TERM), "Last day in force, where ended early."),
        Column(
            "holdover",
            OneOf(YES_NO, empty=False),
            "Whether the franchisee still operates and pays once the term is over.",
            example="no",
        ),
        Column("registered_on", Day(EARLIEST_TERM), "Day the Comptroller registered it."),
        Column("registration_number", Text(50), "The Comptroller's number."),
        Column("award_method", Text(100), "How it was awarded."),
        Column("boroughs", Several(), "Boroughs it covers.", example="Brooklyn | Queens"),
        Column(
            "published",
            OneOf(YES_NO, empty=False),
            "Whether the public may see it: a franchise that is not published is a draft.",
            example="yes",
        ),
        Column("notes", NOTES, "For staff, never published."),
    ),
    keys=(Key(("number",), written=("number",)),),
    rules=(
        not_before("expires_on", "effective_on"),
        not_before("terminated_on", "effective_on"),
        Rule(
            ("holdover", "expires_on"),
            lambda holdover, expires_on: holdover and expires_on is None,
            "is yes, but a perpetual franchise has no term to hold over",
        ),
    ),
)

INSTALLATIONS = Dataset(
    name="installations",
    noun="installation",
    model=Installation,
    columns=(
        Column(
            "source",
            Text(50),
            "The list that the asset id comes from.",
            required=True,
            example="city-poles",
        ),
        Column("asset_id", Text(100), "The id in that list.", required=True, example="2040"),
        *FRANCHISE,
        Column(
            "kind",
            OneOf({kind: kind for kind in Installation.Kind.values}),
            "What it is.",
            required=True,
            example="pole_top",
        ),
        Column(
            "status",
            OneOf({status: status for status in Installation.Status.values}),
            "Where it stands.",
            required=True,
            example="installed",
        ),
        *STREET,
        Column("bin", Text(20), "Building identification number."),
        Column("bbl", Text(20), "Borough, block and lot."),
        *DEGREES,
        Column("fee_zone", Text(20), "Zone that sets its rate.", example="A"),
        Column("host_structure", Text(100), "What it is mounted on."),
        Column("length_feet", Whole(0, 2_000_000_000), "Length in whole feet."),
        Column("reserved_on", Day(), "Day the place was reserved."),
        Column("installed_on", Day(), "Day it was installed."),
        Column("activated_on", Day(), "Day it began to work."),
        Column("removed_on", Day(), "Day it was removed."),
        OTHER_COLUMNS,
    ),
    keys=(Key(("source", "asset_id"), written=("source", "asset_id")),),
    keeps_extra=True,
    rules=(
        BOTH_DEGREES,
        not_before("removed_on", "installed_on"),
        Rule(
            ("removed_on", "status"),
            lambda removed_on, status: removed_on is not None and status != "removed",
            "is given, but the status is not removed",
        ),
    ),
)

REZONINGS = Dataset(
    name="rezonings",
    noun="re-zoning",
    model=ZoneChange,
    columns=(
        Column(
            "source",
            Text(50),
            "The list that the asset id comes from; may be empty where only one list has the id.",
            example="city-poles",
        ),
        Column(
            "asset_id",
            Text(100),
            "The id in that list.",
            required=True,
            example="2040",
            aliases=("id",),
        ),
        Column(
            "old_zone",
            Text(20),
            "Its zone before that day, which must be the one on record.",
            example="A",
        ),
        Column("new_zone", Text(20), "Its zone from that day on.", required=True, example="B"),
        Column(
            "effective_on",
            Day(),
            "First day in the new zone.",
            required=True,
            example="2013-01-01",
            aliases=("from",),
        ),
    ),
    keys=(Key(("installation_id", "effective_on"), ("source", "asset_id", "effective_on")),),
    rules=(
        Rule(
            ("new_zone", "old_zone"),
            lambda new_zone, old_zone: new_zone == old_zone,
            "is the old zone: nothing changes",
        ),
    ),
)

DATASETS = {
    each.name: each
    for each in (
        FRANCHISEES,
        FRANCHISES,
        INSTALLATIONS,
        REZONINGS,
        REVENUE_STATEMENTS,
        FEE_ASSESSMENTS,
        FEE_COLLECTIONS,
        COMPLAINTS,
    )
}
