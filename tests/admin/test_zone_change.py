"""Re-zonings in the admin: each fits the ones before and after it."""

from datetime import date

import pytest

from franchises.admin.installation import MOST_CHANGES_SHOWN
from franchises.models import ZoneChange
from tests.factories import InstallationFactory, ZoneChangeFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/franchises/zonechange/add/"


def form_of(installation, day, old, new):
    return {
        "installation": installation.pk,
        "effective_on": day,
        "old_zone": old,
        "new_zone": new,
        "change_reason": "as agreed",
    }


@pytest.fixture
def pole():
    """In zone A, from 2013 in B, from 2015 in C."""
    pole = InstallationFactory(asset_id="P-1", fee_zone="A")
    ZoneChangeFactory(installation=pole)
    ZoneChangeFactory(installation=pole, old_zone="B", new_zone="C", effective_on=date(2015, 1, 1))
    return pole


def test_the_first_re_zoning_begins_in_the_zone_of_the_installation(admin_client):
    pole = InstallationFactory(fee_zone="A")

    refused = admin_client.post(ADD, form_of(pole, "2013-01-01", "B", "C"))
    assert "It is in zone A until then." in refused.text
    assert admin_client.post(ADD, form_of(pole, "2013-01-01", "A", "B")).status_code == 302


def test_an_installation_without_a_zone_is_given_its_first(admin_client):
    pole = InstallationFactory(fee_zone="")

    refused = admin_client.post(ADD, form_of(pole, "2013-01-01", "A", "B"))
    assert "It is in no zone until then." in refused.text
    assert admin_client.post(ADD, form_of(pole, "2013-01-01", "", "B")).status_code == 302


@pytest.mark.parametrize(
    ("day", "old", "new", "message"),
    [
        ("2012-12-31", "A", "A1", "The next re-zoning, from 2013-01-01, says that it is in zone A"),
        ("2014-01-01", "B", "C", "The next re-zoning, from 2015-01-01, says that it is in zone B"),
        ("2014-01-01", "A", "B", "It is in zone B until then."),
        ("2015-01-01", "B", "C", "This installation already changes its zone on that day."),
        ("2016-01-01", "C", "C", "A re-zoning names a new zone that is not the old one."),
        ("2016-01-01", "B", "D", "It is in zone C until then."),
    ],
)
def test_a_re_zoning_that_does_not_fit_is_refused(admin_client, pole, day, old, new, message):
    response = admin_client.post(ADD, form_of(pole, day, old, new))

    assert response.status_code == 200
    assert message in response.text
    assert ZoneChange.objects.count() == 2


def test_a_re_zoning_after_the_others_is_taken_with_who(admin_client, pole):
    assert admin_client.post(ADD, form_of(pole, "2015-01-02", "C", "D")).status_code == 302
    assert ZoneChange.history.first().history_user.username == "admin"


def test_a_re_zoning_on_record_is_corrected_within_its_neighbours(admin_client, pole):
    change = pole.zone_changes.first()
    address = f"/admin/franchises/zonechange/{change.pk}/change/"

    refused = admin_client.post(address, form_of(pole, "2013-01-01", "A", "X"))
    assert "The next re-zoning, from 2015-01-01" in refused.text
    assert admin_client.post(address, form_of(pole, "2013-02-01", "A", "B")).status_code == 302

    change.refresh_from_db()
    assert change.effective_on == date(2013, 2, 1)


def test_the_page_of_an_installation_shows_its_re_zonings_and_keeps_its_first_zone(
    admin_client, pole
):
    text = admin_client.get(f"/admin/franchises/installation/{pole.pk}/change/").text

    assert text.index("Jan. 1, 2015") < text.index("Jan. 1, 2013")
    assert 'name="fee_zone"' not in text
    assert f"{ADD}?installation={pole.pk}" in text
    plain = InstallationFactory()
    text = admin_client.get(f"/admin/franchises/installation/{plain.pk}/change/").text
    assert 'name="fee_zone"' in text
    assert "its fee zone is for all days" in text


def test_an_installation_with_many_re_zonings_shows_the_latest(admin_client, staff_client, pole):
    for number in range(MOST_CHANGES_SHOWN):
        ZoneChangeFactory(installation=pole, effective_on=date(2020, 1, 1 + number))

    response = admin_client.get(f"/admin/franchises/installation/{pole.pk}/change/")

    assert len(response.context["zone_changes"]) == MOST_CHANGES_SHOWN
    everything = f"/admin/franchises/zonechange/?installation__id__exact={pole.pk}"
    assert everything in response.text
    assert len(admin_client.get(everything).context["cl"].result_list) == MOST_CHANGES_SHOWN + 2
    clerk = staff_client("view_installation")
    assert "Re-zonings" not in clerk.get(response.request["PATH_INFO"]).text
