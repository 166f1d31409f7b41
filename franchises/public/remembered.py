"""What is the same for every reader until the data change: worked out once for each version."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from franchises.public.versions import DataVersion, code_version

T = TypeVar("T")
A_DAY = 86_400


def remembered(version: DataVersion, name: str, make: Callable[[], T]) -> T:
    """Return what *make* gives at *version*, which is this page's own; it may not be None.

    *name* tells it from all else that is remembered. It must not depend on the day.
    """
    parts = (name, version.key, code_version()[0], settings.FISCAL_YEAR_START_MONTH)
    key = f"remembered-{hashlib.sha256(repr(parts).encode()).hexdigest()}"
    found: T | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, A_DAY)
    return found
