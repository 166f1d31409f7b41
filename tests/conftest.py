import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    """A test's data are rolled back, and the next test's may have the same numbers."""
    cache.clear()


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
