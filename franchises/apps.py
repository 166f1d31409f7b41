from django.apps import AppConfig


class FranchisesConfig(AppConfig):
    name = "franchises"
    verbose_name = "Telecom franchises"
    default_auto_field = "django.db.models.BigAutoField"
