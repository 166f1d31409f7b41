"""The addresses of the public site."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from franchises.public import (
    accounts,
    complaints,
    documents,
    fee_downloads,
    fees,
    franchisees,
    franchises,
    health,
    home,
    installations,
    register,
    revisions,
    sitemap,
)
from franchises.public.exports import installations as installation_files
from franchises.public.mapping import page as map_page


class FranchiseNumber(StringConverter):
    """Only what a franchise number may be: a database is never asked for anything else."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}"


class FileEnding(StringConverter):
    """The kinds of files that a report's table comes as."""

    regex = "csv|json|xlsx"


class Sha256(StringConverter):
    """What a SHA-256 is written as, and nothing else."""

    regex = "[0-9a-f]{64}"


register_converter(FranchiseNumber, "number")
register_converter(FileEnding, "ending")
register_converter(Sha256, "sha256")

urlpatterns = [
    path("", home.home, name="home"),
    path("fees/", fees.all_fiscal_years, name="fees"),
    path("fees.svg", fee_downloads.all_fiscal_years_chart, name="fees_chart"),
    path("fees.<ending:ending>", fee_downloads.all_fiscal_years_file, name="fees_file"),
    path("fees/latest/", fees.latest, name="fees_latest"),
    path("fees/<int:year>/", fees.fiscal_year, name="fee_year"),
    path("fees/<int:year>.svg", fee_downloads.fiscal_year_chart, name="fee_year_chart"),
    path("fees/<int:year>.<ending:ending>", fee_downloads.fiscal_year_file, name="fee_year_file"),
    path("fees/<int:year>/revisions/", revisions.revisions, name="revisions"),
    path(
        "fees/<int:year>/revisions/<int:number>.json", revisions.revision_json, name="revision_json"
    ),
    path("franchisees/", franchisees.franchisees, name="franchisees"),
    path("franchisees/<slug:slug>/", franchisees.franchisee, name="franchisee"),
    path("franchises/", franchises.franchises, name="franchises"),
    path("franchises/<number:number>/", franchises.franchise, name="franchise"),
    path(
        "franchises/<number:number>/account/<int:year>/",
        accounts.franchise_account,
        name="franchise_account",
    ),
    path(
        "franchises/<number:number>/account/<int:year>.csv",
        accounts.franchise_account_csv,
        name="franchise_account_csv",
    ),
    path(
        "franchises/<number:number>/account/<int:year>.json",
        accounts.franchise_account_json,
        name="franchise_account_json",
    ),
    path("register/", register.who_is_here, name="register"),
    path("installations/", installations.installations, name="installations"),
    path("installations/map/", map_page.installation_map, name="installation_map"),
    path("documents/<sha256:sha256>", documents.document, name="document"),
    path("installations.csv", installation_files.installations_csv, name="installations_csv"),
    path(
        "installations.geojson",
        installation_files.installations_geojson,
        name="installations_geojson",
    ),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/counts.<ending:ending>", complaints.complaint_counts, name="complaint_counts"),
    path("", include("franchises.public.open_data.urls")),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
