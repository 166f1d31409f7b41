"""The addresses of the open data."""

from django.urls import path

from franchises.public.open_data import api, documents, feeds, files
from franchises.public.open_data.catalogue import DATASETS
from franchises.public.open_data.files import WRITTEN_ELSEWHERE

urlpatterns = [
    path("data/", documents.data, name="data"),
    path("data.json", documents.catalogue, name="catalogue"),
    path("datapackage.json", documents.package, name="data_package"),
    path("changes.atom", feeds.changes_feed, name="changes"),
    path("expiries.ics", feeds.expiries, name="expiries"),
    path("api/openapi.json", api.openapi_document, name="openapi"),
    path("api/<str:name>", api.rows, name="api"),
]
for dataset in DATASETS.values():
    named = {"name": dataset.name}
    urlpatterns.append(path(dataset.csvw[1:], files.csv_metadata, named))
    if dataset.name not in WRITTEN_ELSEWHERE:
        urlpatterns.append(path(dataset.csv[1:], files.csv_file, named, name=f"{dataset.name}_csv"))
