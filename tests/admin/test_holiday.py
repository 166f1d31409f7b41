"""The days that are no business days."""

from datetime import date

import pytest

from franchises.models import Holiday

pytestmark = pytest.mark.django_db

ADD = "/admin/franchises/holiday/add/"


def test_a_holiday_is_entered_once_and_shown_with_its_weekday(admin_client):
    form = {"day": "2026-12-25", "name": "Christmas Day"}

    assert admin_client.post(ADD, form).status_code == 302
    assert "Holiday with this Day already exists." in admin_client.post(ADD, form).text
    assert Holiday.objects.count() == 1
    Holiday.objects.create(day=date(2026, 7, 4), name="Independence Day")
    text = admin_client.get("/admin/franchises/holiday/").text
    assert "Friday" in text
    assert "Saturday: no business day anyway" in text
