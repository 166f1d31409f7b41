from django.contrib.admin import AdminSite


class FranchisesAdminSite(AdminSite):
    site_header = "Franchise tracker"
