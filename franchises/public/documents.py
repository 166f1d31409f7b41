"""Published documents, each by its SHA-256: what nobody published is as if it were not there."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from franchises.models import Document
from franchises.models.document_files import SANDBOXED, path_of
from franchises.public.pages import public_page


@public_page()
def document(request: HttpRequest, sha256: str) -> HttpResponse:
    """Send a document as a file to be kept: no page of this site ever runs or shows it."""
    found = Document.objects.published().filter(sha256=sha256).order_by("pk").first()
    if found is None:
        raise Http404("There is no such document.")
    etag = f'"{found.sha256}"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            file = path_of(found.sha256).open("rb")
        except FileNotFoundError as error:
            raise Http404("There is no such document.") from error
        response = FileResponse(
            file,
            as_attachment=True,
            filename=found.download_name,
            content_type=found.media_type,
            headers=SANDBOXED,
        )
    response["ETag"] = etag
    # Asked about each time: it may be published no longer.
    response["Cache-Control"] = "public, no-cache"
    return response
