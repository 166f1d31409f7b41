import pytest
from django.core.cache import caches

from franchises.admin.apps import register_pages


def pytest_collection() -> None:
    """Tests of the admin look at its pages without asking for an address of theirs first."""
    register_pages()


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    """A test's data are rolled back, and the next test's may have the same numbers."""
    for each in caches.all(initialized_only=True):
        each.clear()


@pytest.fixture(autouse=True)
def _public_pages_share_the_test_connection(settings):
    """A test's data is in a transaction that a second connection would not see."""
    settings.PUBLIC_DATABASE = "default"


@pytest.fixture(autouse=True)
def _static_files_without_a_manifest(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # Static files are looked up when asked for: nobody has collected them.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _guards_let_a_test_database_be_emptied(request):
    """Tests with transactions of their own end with a flush, which a closed year refuses.

    The flush makes the guards again, as a migrate does.
    """
    marker = request.node.get_closest_marker("django_db")
    is_flushed = "transactional_db" in request.fixturenames or (
        marker is not None and marker.kwargs.get("transaction")
    )
    if not is_flushed:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from django.db import connection

    from franchises.models.guards import take_down_guards

    take_down_guards(connection)
