from django.contrib.admin.apps import AdminConfig


class FranchisesAdminConfig(AdminConfig):
    default_site = "franchises.admin.site.FranchisesAdminSite"
