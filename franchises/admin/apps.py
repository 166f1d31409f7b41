"""Where the admin site is put in place of the stock one.

Its pages are registered when the addresses of the site are asked for, or a check: a command that
loads a file needs none of them, and would take longer to start than many a file to load.
"""

from importlib import import_module
from typing import Any

from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks

CONCEPTS = (
    "account",
    "document",
    "audit",
    "complaint",
    "fee",
    "fee_schedule",
    "fiscal_year",
    "franchise",
    "franchise_event",
    "franchisee",
    "holiday",
    "import_profile",
    "import_run",
    "import_upload",
    "installation",
    "insurance",
    "login_attempt",
    "notice",
    "obligation",
    "penalty",
    "published_figure",
    "revenue_statement",
    "security",
    "zone_change",
)


class FranchisesAdminConfig(SimpleAdminConfig):
    default_site = "franchises.admin.site.FranchisesAdminSite"

    def ready(self) -> None:
        """Check what the stock admin checks, once its pages are there."""
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_pages, checks.Tags.admin)


def register_pages() -> None:
    """Register every model, after those of other apps."""
    autodiscover()
    for concept in CONCEPTS:
        import_module(f"franchises.admin.{concept}")


def _check_pages(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    register_pages()
    return check_admin_app(app_configs, **options)
