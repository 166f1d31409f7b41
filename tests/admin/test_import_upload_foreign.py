"""A file of another city through the admin: semicolons, its own encoding, bad rows mended."""

import pytest

from franchises.models import FranchiseType, ImportProfile, Installation
from tests.admin.uploading import address, confirm, uploaded
from tests.factories import FranchiseeFactory, FranchiseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]

KREIS = (
    "Nr;Betreiber;Straße;Breite;Länge\r\n"
    "100;Beacon Wireless;Große Straße;40,7301;-74,0031\r\n"
    "101;Beacon Wireless;Am Ölberg;40,7302;östlich\r\n"
)


@pytest.fixture
def beacon():
    return FranchiseeFactory(name="Beacon Wireless")


@pytest.fixture
def fields(beacon):
    ImportProfile.objects.create(
        name="kreis",
        dataset="installations",
        separated_by="semicolons",
        decimal_comma=True,
        headings={
            "Nr": "asset_id",
            "Betreiber": "franchisee",
            "Straße": "on_street",
            "Breite": "latitude",
            "Länge": "longitude",
        },
        constants={"source": "kreis", "kind": "kiosk", "status": "installed"},
    )
    return {"profile": "kreis", "encoding": "cp1252", "skips_bad_rows": "on"}


def test_its_bad_rows_are_mended_and_uploaded_with_the_same_answers(clerk, beacon, fields):
    FranchiseFactory(franchisee=beacon)
    one = uploaded(clerk, KREIS.encode("cp1252"), "kreis.csv", **fields)
    confirm(clerk, one)
    response = clerk.get(address(one, "bad_rows"))
    mended = b"".join(response.streaming_content).decode("utf-8-sig")
    assert mended.splitlines()[1].endswith(',101,Beacon Wireless,Am Ölberg,"40,7302",östlich')
    again = mended.replace("östlich", '"-74,0032"').encode("utf-8-sig")
    confirm(clerk, uploaded(clerk, again, "kreis-bad-rows.csv", **fields))
    stored = Installation.objects.order_by("asset_id")
    assert [*stored.values_list("on_street", "latitude", "longitude")] == [
        ("Große Straße", 40.7301, -74.0031),
        ("Am Ölberg", 40.7302, -74.0032),
    ]


def test_a_rule_with_a_semicolon_of_its_own_is_one_rule_on_the_page(clerk, beacon, fields):
    for code in ("first", "second"):
        kind = FranchiseType.objects.create(code=code, name=code)
        FranchiseFactory(franchisee=beacon, franchise_type=kind)
    one = uploaded(clerk, KREIS.encode("cp1252"), "kreis.csv", **fields)
    told = [row["words"] for row in one.preview["bad_rows"]]
    assert [len(words) for words in told] == [1, 2]
    assert told[0][0].startswith("Betreiber: held more than one franchise on ")
    assert told[0][0].endswith("; say which in the column franchise, or with --franchise NUMBER")
