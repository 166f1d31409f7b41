"""Where the admin site is put in place of the stock one."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig

CONCEPTS = (
    "account",
    "document",
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
    "published_figure",
    "revenue_statement",
    "security",
    "zone_change",
)


class FranchisesAdminConfig(AdminConfig):
    default_site = "franchises.admin.site.FranchisesAdminSite"

    def ready(self) -> None:
        """Register every model, after those of other apps."""
        super().ready()
        for concept in CONCEPTS:
            import_module(f"franchises.admin.{concept}")
