"""What every page knows: whose city this is, and whether its figures are invented."""

from django.conf import settings
from django.http import HttpRequest


def city(request: HttpRequest) -> dict[str, object]:
    return {"city_name": settings.CITY_NAME, "is_sample_data": settings.SAMPLE_DATA}
