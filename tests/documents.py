"""Documents with their files, and where a test keeps them."""

from io import BytesIO

from franchises.models.document_files import store
from tests.factories import DocumentFactory
from tests.rules.files import PDF

PREFIX = "franchises-document-holder_type-holder_id"
# What the page of a record sends of its documents where it has none.
NO_DOCUMENTS = {f"{PREFIX}-TOTAL_FORMS": "0", f"{PREFIX}-INITIAL_FORMS": "0"}


def documented(holder, content=PDF, **facts):
    """Return a document on *holder*, whose file is kept; the test has set DOCUMENT_DIR."""
    kept = store(BytesIO(content), "contract.pdf")
    return DocumentFactory(holder=holder, **(vars(kept) | facts))


def fetched(client, address, **asked):
    """Return the answer to a request for a file, and all its bytes."""
    response = client.get(address, **asked)
    return response, response.getvalue()
