"""One process at a time, by the operating system's lock on a file: a crash leaves none behind."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import EngineError, PartnershipsError


@contextmanager
def locked(file: Path, refusal: Callable[[], PartnershipsError], *, seconds: float) -> Iterator[None]:
    """Hold the lock of a file while the block lasts; whoever comes second waits up to `seconds`.

    Raises what `refusal` makes when that time is over, and `EngineError` for a folder that cannot be written.
    """
    try:
        handle = file.open("w")
    except OSError as error:
        raise EngineError(
            f"the folder cannot be written ({error.strerror}).",
            where=str(file.parent),
            remedy="Give yourself write access, or name another folder in PARTNERSHIPS_HOME.",
        ) from error
    with handle:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise refusal() from error
                time.sleep(0.05)
        yield
