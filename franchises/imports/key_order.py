"""Whether the rows of a file come in the order of their key, as most lists do.

No two rows then have the same key, which is otherwise asked of the database, for all rows at once.
"""

from collections.abc import Sequence
from operator import itemgetter, lt
from typing import Any

from franchises.imports.dataset import Dataset


class KeyOrder:
    """Looks at the records of a file as they come.

    ``is_kept`` says that each so far has a key above that of the one before. It is about a key that
    stands in the file as it is stored; where that is a reference, one row at most has none.
    """

    def __init__(self, dataset: Dataset, columns: Sequence[str]) -> None:
        """Prepare for records of a line and these *columns*."""
        key = dataset.keys[0]
        self.is_kept = key.columns == key.written and set(key.columns) <= set(columns)
        if self.is_kept:
            self._key = itemgetter(*(1 + columns.index(name) for name in key.columns))
        self._last: Any = None

    def note(self, records: Sequence[tuple[Any, ...]]) -> None:
        """Look at the next records."""
        if not self.is_kept or not records:
            return
        keys = [*map(self._key, records)]
        self.is_kept = (self._last is None or self._last < keys[0]) and all(map(lt, keys, keys[1:]))
        self._last = keys[-1]
