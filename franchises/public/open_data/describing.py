"""The data sets as other catalogues describe them: DCAT-US, Frictionless, CSVW, schema.org.

All of it comes from the one list of data sets, so no description can name a column that a file
does not have. ``root`` is the address of the site, with a slash at its end.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from franchises.public.open_data.catalogue import DATASETS
from franchises.public.open_data.dataset import Dataset, Download
from franchises.public.open_data.fields import MISSING
from franchises.public.open_data.vocabularies import csvw_column, frictionless_field
from franchises.public.versions import DataVersion

DCAT_US = "https://project-open-data.cio.gov/v1.1/schema"
LANGUAGE = "en-US"
OPENAPI = "/api/openapi.json"
OPENAPI_TYPE = "application/openapi+json"
CSVW_TYPE = "application/csvm+json"


def catalogue_title() -> str:
    return _("Franchises of %(city)s") % {"city": settings.CITY_NAME}


def catalogue_description() -> str:
    """Return what the whole of the data is, and whether it is invented."""
    words = _(
        "Who may use the streets of %(city)s for cable, fiber, antennas, kiosks and pay telephones,"
        " and what they pay for it."
    )
    return words % {"city": settings.CITY_NAME} + _sample()


def description_of(dataset: Dataset) -> str:
    """Return what a data set is, the names of its rows included."""
    row = _("One row is %(row)s.") % {"row": dataset.row}
    return f"{dataset.description} {row}{_sample()}"


def title_of(dataset: Dataset) -> str:
    return _("%(data)s of %(city)s") % {"data": dataset.title, "city": settings.CITY_NAME}


def _sample() -> str:
    """Return a sentence more where all is invented."""
    if not settings.SAMPLE_DATA:
        return ""
    return " " + _("Sample data: the figures are invented.")


def dcat_us(root: str, version: DataVersion) -> dict[str, Any]:
    """Return the catalogue as DCAT-US 1.1 has it, for ``/data.json``."""
    return {
        "@context": f"{DCAT_US}/catalog.jsonld",
        "@id": f"{root}data.json",
        "@type": "dcat:Catalog",
        "conformsTo": DCAT_US,
        "describedBy": f"{DCAT_US}/catalog.json",
        "dataset": [_dcat_dataset(each, root, version) for each in DATASETS.values()],
    }


def _dcat_dataset(dataset: Dataset, root: str, version: DataVersion) -> dict[str, Any]:
    contact = {"@type": "vcard:Contact", "fn": catalogue_title()}
    if settings.CONTACT_EMAIL:
        contact["hasEmail"] = f"mailto:{settings.CONTACT_EMAIL}"
    south, west, north, east = settings.CITY_BOX
    return {
        "@type": "dcat:Dataset",
        "identifier": f"{root}data/#{dataset.name}",
        "title": title_of(dataset),
        "description": description_of(dataset),
        "keyword": list(dataset.keywords),
        "modified": _moment(version) or "R/P1D",
        "publisher": {"@type": "org:Organization", "name": settings.CITY_NAME},
        "contactPoint": contact,
        "accessLevel": "public",
        "accrualPeriodicity": "irregular",
        "language": [LANGUAGE],
        "license": settings.DATA_LICENSE,
        "spatial": f"{west},{south},{east},{north}",
        "landingPage": f"{root}data/#{dataset.name}",
        "describedBy": _at(root, dataset.csvw),
        "describedByType": CSVW_TYPE,
        "distribution": [_dcat_file(dataset, each, root) for each in dataset.downloads],
    }


def _dcat_file(dataset: Dataset, file: Download, root: str) -> dict[str, Any]:
    described = {
        "@type": "dcat:Distribution",
        "title": f"{dataset.title}, {file.format}",
        "format": str(file.format),
    }
    if file.address == dataset.api:
        # A page of rows at a time: a service, and no file to be fetched whole.
        return described | {
            "format": "API",
            "accessURL": _at(root, dataset.api),
            "describedBy": _at(root, OPENAPI),
            "describedByType": OPENAPI_TYPE,
        }
    described |= {"downloadURL": _at(root, file.address), "mediaType": file.media_type}
    if file.address == dataset.csv:
        described |= {"describedBy": _at(root, dataset.csvw), "describedByType": CSVW_TYPE}
    return described


def data_package(root: str, version: DataVersion) -> dict[str, Any]:
    """Return the CSVs as a Frictionless tabular data package, with addresses beside its own."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "franchises",
        "id": f"{root}datapackage.json",
        "title": catalogue_title(),
        "description": catalogue_description(),
        "homepage": f"{root}data/",
        "licenses": [{"path": settings.DATA_LICENSE}],
        "sources": [{"title": settings.CITY_NAME, "path": root}],
        "resources": [_resource(each) for each in DATASETS.values() if each.has_csv],
    }
    if moment := _moment(version):
        package["created"] = moment
    return package


def _resource(dataset: Dataset) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": str(dataset.title),
        "description": description_of(dataset),
        "path": dataset.csv.removeprefix("/"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [frictionless_field(each) for each in dataset.fields],
            "primaryKey": list(dataset.key),
            "missingValues": list(MISSING),
        },
    }


def csvw(dataset: Dataset) -> dict[str, Any]:
    """Return the metadata that stand beside the CSV of *dataset*."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": dataset.csv.rpartition("/")[2],
        "dc:title": str(dataset.title),
        "dc:description": description_of(dataset),
        "dc:publisher": settings.CITY_NAME,
        "dc:license": {"@id": settings.DATA_LICENSE},
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [csvw_column(each) for each in dataset.fields],
            "primaryKey": list(dataset.key),
        },
    }


def schema_org(root: str, version: DataVersion) -> dict[str, Any]:
    """Return the catalogue as search engines read it, in the page of the data."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": catalogue_title(),
        "description": catalogue_description(),
        "url": f"{root}data/",
        "dataset": [_schema_org_dataset(each, root, version) for each in DATASETS.values()],
    }


def _schema_org_dataset(dataset: Dataset, root: str, version: DataVersion) -> dict[str, Any]:
    city = {"@type": "GovernmentOrganization", "name": settings.CITY_NAME}
    described: dict[str, Any] = {
        "@type": "Dataset",
        "name": title_of(dataset),
        "description": description_of(dataset),
        "url": f"{root}data/#{dataset.name}",
        "identifier": f"{root}data/#{dataset.name}",
        "keywords": list(dataset.keywords),
        "license": settings.DATA_LICENSE,
        "isAccessibleForFree": True,
        "creator": city,
        "publisher": city,
        "spatialCoverage": settings.CITY_NAME,
        "variableMeasured": [each.name for each in dataset.fields],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": each.media_type,
                "contentUrl": _at(root, each.address),
            }
            for each in dataset.downloads
        ],
    }
    if moment := _moment(version):
        described["dateModified"] = moment
    return described


def _at(root: str, address: str) -> str:
    return root + address.removeprefix("/")


def _moment(version: DataVersion) -> str:
    return "" if version.changed_at is None else f"{version.changed_at:%Y-%m-%dT%H:%M:%SZ}"
