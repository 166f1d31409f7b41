from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from franchises.models import FeeCollection
from tests.factories import FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


def test_cents_come_back_as_exact_dollars():
    FeeCollectionFactory(amount=Decimal("8076089.07"))
    assert FeeCollection.objects.get().amount == Decimal("8076089.07")


def test_a_sum_of_cents_is_exact_dollars():
    franchise = FranchiseFactory()
    for _ in range(10):
        FeeCollectionFactory(franchise=franchise, amount=Decimal("0.10"))
    assert FeeCollection.objects.aggregate(total=Sum("amount"))["total"] == Decimal("1.00")


def test_a_fraction_of_a_cent_is_refused_and_not_rounded():
    with pytest.raises(ValidationError, match="has a fraction of a cent"):
        FeeCollectionFactory(amount=Decimal("12.005"))


def test_a_float_is_refused():
    with pytest.raises(ValidationError, match="is not a Decimal amount"):
        FeeCollectionFactory(amount=0.1)
