"""Many clients that ask without end, each over a connection of its own, and what each request came to."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

_PATIENCE = 30.0


@dataclass(frozen=True)
class Told:
    """One request: when it began (on the monotonic clock), how long it took, and what came of it.

    `status` is 0 where no answer came, and `kind` then says why; else it is the type of the problem, if it was one.
    """

    path: str
    begun: float
    seconds: float
    status: int
    kind: str

    @property
    def ended(self) -> float:
        """When the answer was there."""
        return self.begun + self.seconds


@dataclass
class Crowd:
    """Everything that was told so far."""

    told: list[Told] = field(default_factory=list)

    def between(self, begin: float, end: float) -> list[Told]:
        """What was asked in that time."""
        return [one for one in self.told if begin <= one.begun < end]


def ask(client: httpx.Client, path: str) -> Told:
    """One request, whatever comes of it."""
    begun = time.monotonic()
    try:
        response = client.get(path)
    except httpx.HTTPError as error:
        return Told(path, begun, time.monotonic() - begun, 0, type(error).__name__)
    taken = time.monotonic() - begun
    is_problem = response.headers.get("content-type") == "application/problem+json"
    kind = str(response.json()["type"]).removeprefix("urn:partnerships:") if is_problem else ""
    return Told(path, begun, taken, response.status_code, kind)


@contextmanager
def crowd(address: str, paths: Sequence[str], *, clients: int, pause: float = 0.05) -> Iterator[Crowd]:
    """So many clients ask the paths in turn, `pause` seconds after each answer, while the block lasts."""
    found = Crowd()
    over = threading.Event()

    def ask_on(number: int) -> None:
        with httpx.Client(base_url=address, timeout=_PATIENCE) as client:
            for path in itertools.cycle([*paths[number % len(paths) :], *paths[: number % len(paths)]]):
                found.told.append(ask(client, path))
                if over.wait(pause):
                    return

    threads = [threading.Thread(target=ask_on, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in threads:
            thread.join(_PATIENCE + 5)
