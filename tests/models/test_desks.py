"""What people set for themselves holds its rules in the database too."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from franchises.models import SavedFilter, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


def saved(owner, name="Holdovers"):
    return SavedFilter.objects.create(owner=owner, name=name, page="franchises/franchise/")


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_person_gives_a_name_to_one_filter_and_another_person_may_give_it_too(clerk):
    saved(clerk)

    refused(lambda: saved(clerk))
    saved(User.objects.create_user("another"))
    assert SavedFilter.objects.count() == 2


def test_a_filter_has_a_name(clerk):
    refused(lambda: saved(clerk, name=""))


def test_two_people_never_have_one_calendar(clerk):
    Subscription.objects.create(user=clerk, calendar_sha256="a" * 64)
    another = User.objects.create_user("another")

    refused(lambda: Subscription.objects.create(user=another, calendar_sha256="a" * 64))
    Subscription.objects.create(user=another)
    Subscription.objects.create(user=User.objects.create_user("third"))
