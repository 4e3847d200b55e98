"""How much of what takes minutes a run looks at: a part that is the same each time, and all of it with `THOROUGH=1`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

THOROUGH = bool(os.environ.get("THOROUGH"))


def part(things: Sequence[T], of: int) -> Sequence[T]:
    """Every so manieth, the first among them; all where the run is a thorough one."""
    return things if THOROUGH else things[::of]


def fewer(number: int, of: int) -> int:
    """So many divided by that, at least one; all of them where the run is a thorough one."""
    return number if THOROUGH else max(1, number // of)
