"""How a test asks for a refusal: from the database, and in words."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model


def refused_by_the_database(create: Callable[[], Model], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        create()


def words_of(instance: Model) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        instance.full_clean()
    return refused.value.messages
