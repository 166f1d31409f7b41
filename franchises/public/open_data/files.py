"""The data sets as CSV, each with its CSVW metadata beside it."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate

from franchises.public.files import download
from franchises.public.open_data.answering import as_json, open_data
from franchises.public.open_data.asking import asked_of, check_nothing_asked
from franchises.public.open_data.catalogue import DATASETS
from franchises.public.open_data.dataset import Dataset
from franchises.public.open_data.describing import csvw
from franchises.public.versions import DataVersion

# Streamed, of those that the list shows: see `exports`.
WRITTEN_ELSEWHERE = ("installations",)


@open_data
def csv_file(request: HttpRequest, version: DataVersion, name: str) -> HttpResponse:
    """Answer with all rows of a data set, or those that the address asks for."""
    dataset = _dataset(name)
    asked = asked_of(dataset, request.GET, is_paged=False)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(each.name for each in dataset.fields)
    for row in dataset.read(asked, localdate()).rows:
        writer.writerow(dataset.as_csv(row))
    response = download(buffer.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")
    response["Link"] = f'<{dataset.csvw}>; rel="describedby"; type="application/csvm+json"'
    return response


@open_data
def csv_metadata(request: HttpRequest, version: DataVersion, name: str) -> HttpResponse:
    """Answer with what the columns of a CSV are, as CSV on the Web has it."""
    if name not in DATASETS:
        raise Http404
    check_nothing_asked(request.GET)
    return HttpResponse(as_json(csvw(DATASETS[name])), content_type="application/csvm+json")


def _dataset(name: str) -> Dataset:
    if name not in DATASETS or name in WRITTEN_ELSEWHERE:
        raise Http404
    return DATASETS[name]
