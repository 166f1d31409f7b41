"""What an import remembers, so that it does not work it out again for every row."""

from collections.abc import Callable
from typing import Any

MEMO_SIZE = 10_000


class Memory(dict[Any, Any]):
    """A function that remembers: the columns of a city file repeat their values.

    Looking up what it has seen costs no call of a Python function. It remembers a bounded number
    of answers, and no refusal.
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: Any) -> Any:
        value = self._function(key)
        if len(self) < MEMO_SIZE:
            self[key] = value
        return value
