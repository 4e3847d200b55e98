"""What is kept in memory to be given again, up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """Values by key, those last asked for, `most_bytes` of them at most by what `size` says. Safe to share between threads."""

    def __init__(self, most_bytes: int, size: Callable[[V], int]) -> None:
        self._most_bytes = most_bytes
        self._size = size
        self._bytes = 0
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        """The value, if it is kept."""
        with self._lock:
            if (found := self._values.get(key)) is not None:
                self._values.move_to_end(key)
            return found

    def put(self, key: Hashable, value: V) -> None:
        """Keep a value in place of the one before, unless it alone is too large; what was asked for least recently makes room."""
        with self._lock:
            if (before := self._values.pop(key, None)) is not None:
                self._bytes -= self._size(before)
            if self._size(value) > self._most_bytes:
                return
            self._values[key] = value
            self._bytes += self._size(value)
            while self._bytes > self._most_bytes:
                self._bytes -= self._size(self._values.popitem(last=False)[1])

    def values(self) -> list[V]:
        """All of them, the one asked for least recently first."""
        with self._lock:
            return list(self._values.values())
