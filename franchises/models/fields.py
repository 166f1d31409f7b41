"""The column type of money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from franchises.rules.money import CENT, MoneyError, exact_cents, parse_money


class CentsField(models.BigIntegerField):
    """US dollars: integer cents in the database, `Decimal` with two places in Python.

    SQLite would keep a DecimalField as a float, and a long sum would be a cent off. An amount with
    a fraction of a cent, or past $100 billion either way, is refused and never rounded. An
    expression over cents names this field as its ``output_field``.
    """

    description = "US dollars, stored as integer cents"

    def from_db_value(
        self, value: Any, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        """Return the dollars of *value* cents; a sum may arrive as a Decimal of whole cents."""
        return None if value is None else int(value) * CENT

    def to_python(self, value: Any) -> Decimal | None:
        """Return exact dollars; raise `ValidationError` where *value* is not an exact amount."""
        if value is None:
            return None
        try:
            if isinstance(value, str):
                return parse_money(value)
            if isinstance(value, (int, Decimal)):
                return exact_cents(value)
        except MoneyError as error:
            raise ValidationError(f"“{value}” {error}.", code="invalid") from error
        raise ValidationError(f"“{value}” is not a Decimal amount.", code="invalid")

    def get_prep_value(self, value: Any) -> int | None:
        """Return whole cents; raise `ValidationError` for what is not an exact amount."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        amount = self.to_python(value)
        return None if amount is None else int(amount * 100)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        """Return a decimal box with two places; a browser refuses what the field would refuse."""
        options: dict[str, Any] = {
            "form_class": forms.DecimalField,
            "decimal_places": 2,
            "max_digits": 14,
        }
        # BigIntegerField would add bounds meant for the stored integer.
        return models.Field.formfield(self, **(options | kwargs))

    @property
    def validators(self) -> list[Any]:
        """Return no bounds of the stored integer: `to_python` holds those of the amount."""
        return list(self._validators)  # type: ignore[attr-defined]
