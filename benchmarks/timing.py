"""The clock, and what is told of a series: medians, and ratios within pairs.

The machine is never quiet. So whatever is compared runs in turn within one round (A B A B ..., the order turning from
round to round), and a ratio is the median of the rounds' own ratios: what slows a whole round slows both of its sides.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Series = Sequence[float]
"""Seconds, one value a round."""


def seconds(call: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def turned(keys: Sequence[Key], turn: int) -> Sequence[Key]:
    """The same in the order of that round: `turn` says which is first."""
    first = turn % len(keys)
    return [*keys[first:], *keys[:first]]


def one_round(calls: Mapping[Key, Callable[[], object]], turn: int) -> dict[Key, float]:
    """The seconds of each call, one after another; `turn` says which is first.

    Right before it is timed each is called once untimed. Otherwise who follows a call of another process, and finds
    that process's data in the cache of the processor and its own asleep, would pay for its place in the row.
    """
    taken: dict[Key, float] = {}
    for key in turned(list(calls), turn):
        calls[key]()
        taken[key] = seconds(calls[key])
    return taken


def median(series: Series) -> float:
    """The middle value."""
    return statistics.median(series)


def ratios(upper: Series, lower: Series) -> list[float]:
    """The ratio of each round."""
    return [one / other for one, other in zip(upper, lower, strict=True)]


def beyond(upper: Series, floor: Series, lower: Series) -> list[float]:
    """Of each round: what `upper` takes beyond `floor`, in units of `lower`."""
    return [(one - base) / other for one, base, other in zip(upper, floor, lower, strict=True)]


def quiet(series: Series) -> float:
    """The first decile: what it takes when nothing else runs. Noise only ever adds."""
    return statistics.quantiles(series, n=10, method="inclusive")[0] if len(series) > 1 else series[0]


def middle_half(values: Sequence[float]) -> tuple[float, float]:
    """The first and the third quartile; the value itself where there is only one."""
    if len(values) == 1:
        return values[0], values[0]
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, third
