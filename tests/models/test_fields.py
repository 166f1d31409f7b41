"""The column of money gives the same exact answer on every database."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Case, F, Max, Min, Q, Sum, Value, When

from franchises.models import FeeCollection
from franchises.models.fields import CentsField
from tests.factories import FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


def collections_of(*amounts: str) -> None:
    franchise = FranchiseFactory()
    FeeCollection.objects.bulk_create(
        FeeCollectionFactory.build(franchise=franchise, amount=Decimal(amount), note="why")
        for amount in amounts
    )


def test_cents_come_back_as_exact_dollars():
    collections_of("8076089.07")
    amount = FeeCollection.objects.get().amount
    assert (str(amount), type(amount)) == ("8076089.07", Decimal)


def test_the_database_holds_whole_cents():
    collections_of("8076089.07")
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM franchises_feecollection")
        assert cursor.fetchone() == (807608907,)


def test_a_sum_of_cents_is_exact_dollars():
    collections_of(*["0.10"] * 10)
    assert str(FeeCollection.objects.aggregate(total=Sum("amount"))["total"]) == "1.00"


def test_a_sum_over_many_rows_is_exact_to_the_cent():
    collections_of(*["0.01", "0.07", "1234567.89"] * 2_000)
    total = FeeCollection.objects.aggregate(total=Sum("amount"))["total"]
    assert str(total) == "2469135940.00"


def test_a_sum_over_no_rows_is_unknown():
    assert FeeCollection.objects.aggregate(total=Sum("amount"))["total"] is None


def test_a_sum_may_pass_a_hundred_billion():
    collections_of("100000000000.00", "100000000000.00")
    assert FeeCollection.objects.aggregate(total=Sum("amount"))["total"] == Decimal("2e11")


def test_the_least_and_the_most_are_dollars():
    collections_of("0.10", "100.00", "20.00")
    found = FeeCollection.objects.aggregate(least=Min("amount"), most=Max("amount"))
    assert found == {"least": Decimal("0.10"), "most": Decimal("100.00")}


def test_amounts_are_found_by_decimals_and_by_dollars():
    collections_of("99.99", "100.00", "100.01")
    amounts = FeeCollection.objects.values_list("amount", flat=True).order_by("amount")
    assert list(amounts.filter(amount=Decimal("100.00"))) == [Decimal("100.00")]
    assert list(amounts.filter(amount=100)) == [Decimal("100.00")]
    assert list(amounts.filter(amount__gt=Decimal("100.00"))) == [Decimal("100.01")]
    assert list(amounts.filter(amount__gte=Decimal("100.00"))) == [
        Decimal("100.00"),
        Decimal("100.01"),
    ]
    assert list(amounts.filter(amount__range=(Decimal("99.99"), 100))) == [
        Decimal("99.99"),
        Decimal("100.00"),
    ]
    assert list(amounts.filter(amount__in=[Decimal("99.99"), Decimal("5.00")])) == [
        Decimal("99.99")
    ]


def test_amounts_are_ordered_as_numbers():
    collections_of("9.00", "10.00", "1000.00", "0.50")
    amounts = FeeCollection.objects.order_by("-amount").values_list("amount", flat=True)
    assert [str(amount) for amount in amounts] == ["1000.00", "10.00", "9.00", "0.50"]


def test_a_part_of_a_sum_names_the_column_of_money():
    collections_of("10.00", "20.00")
    found = FeeCollection.objects.aggregate(
        fees=Sum("amount", filter=Q(kind="fee")),
        refunds=Sum("amount", filter=Q(kind="refund")),
        doubled=Sum(F("amount") + F("amount"), output_field=CentsField()),
        large=Sum(
            Case(
                When(amount__gt=Decimal("15.00"), then=F("amount")),
                default=Value(Decimal("0.00"), output_field=CentsField()),
                output_field=CentsField(),
            )
        ),
    )
    assert found == {
        "fees": Decimal("30.00"),
        "refunds": None,
        "doubled": Decimal("60.00"),
        "large": Decimal("20.00"),
    }


def test_an_update_adds_dollars_to_dollars():
    collections_of("10.00")
    FeeCollection.objects.update(
        amount=F("amount") + Value(Decimal("0.05"), output_field=CentsField())
    )
    assert FeeCollection.objects.get().amount == Decimal("10.05")


@pytest.mark.parametrize(
    ("amount", "kept"), [(7, "7.00"), ("$1,234.50", "1234.50"), (Decimal("-0.00"), "0.00")]
)
def test_a_whole_number_and_a_written_amount_are_dollars(amount, kept):
    collection = FeeCollectionFactory(amount=amount)
    collection.refresh_from_db()
    assert str(collection.amount) == kept


@pytest.mark.parametrize("amount", [Decimal("12.005"), Decimal("1e-7")])
def test_a_fraction_of_a_cent_is_refused_and_not_rounded(amount):
    with pytest.raises(ValidationError, match="has a fraction of a cent"):
        FeeCollectionFactory(amount=amount)


@pytest.mark.parametrize("amount", [Decimal("100000000000.01"), Decimal("1e400"), 10**30])
def test_more_than_a_hundred_billion_is_refused(amount):
    with pytest.raises(ValidationError, match="is more than"):
        FeeCollectionFactory(amount=amount)


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_that_is_no_number_is_refused(amount):
    with pytest.raises(ValidationError, match="is not a finite amount"):
        FeeCollectionFactory(amount=amount)


@pytest.mark.parametrize("amount", [0.1, b"1", [1]])
def test_a_float_is_refused(amount):
    with pytest.raises(ValidationError, match="is not a Decimal amount"):
        FeeCollectionFactory(amount=amount)


@pytest.mark.parametrize(
    ("typed", "amount"), [("12.5", "12.50"), ("-7", "-7.00"), ("100000000000", "100000000000.00")]
)
def test_a_form_takes_dollars(typed, amount):
    field = FeeCollection._meta.get_field("amount").formfield()
    assert field.clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["12.005", "abc", "", "1e400", "NaN"])
def test_a_form_refuses_what_the_column_would_refuse(typed):
    with pytest.raises(ValidationError):
        FeeCollection._meta.get_field("amount").formfield().clean(typed)


def test_an_amount_is_written_out_in_dollars():
    field = FeeCollection._meta.get_field("amount")
    assert field.value_to_string(FeeCollection(amount=Decimal("8076089.07"))) == "8076089.07"
    assert field.value_to_string(FeeCollection(amount=None)) == ""
