"""How a working paper goes from one state to the next, where several may try at once."""

from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

Paper = TypeVar("Paper", bound=models.Model)


class MovingQuerySet(models.QuerySet[Paper]):
    """Of models that have a ``state``, and ``changed_at``, which says when it was reached."""

    def move(self, before: str, after: str, **new: Any) -> bool:
        """Take one from one state to the next, and return whether it was in the first.

        One statement, so that of two who try at once one does it and the other is told no.
        """
        new["changed_at"] = timezone.now()
        return self.filter(state=before).update(state=after, **new) == 1
