"""Several processes that serve the API from one socket, and what they share: what is counted, and who has asked how often.

Uvicorn's own supervisor starts them, replaces one that ends or hangs, and ends them all. None outlives it.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing.managers import BaseManager
from pathlib import Path

from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import SIGNALS

from api.access import Counts, counts
from api.app import create_app
from api.delivery import SHARED_COUNTS
from graph.connection import Graph, Place
from graph.errors import PartnershipsError
from graph.settings import Settings

_MORE_SECONDS = 5
"""Beyond the time that requests under way are given, after which a worker that does not end is killed."""


class _Shared(BaseManager):
    """What the supervisor keeps for all workers: they reach it over a socket that asks for a secret which they were born with."""


_Shared.register("counts", callable=cache(counts), exposed=("hit", "get_window_stats"))


class _Workers(Multiprocess):
    """The supervisor. `told` is called once all are up; `failed` says that it ended because one could not start."""

    def __init__(self, config: Config, listener: socket.socket, told: Callable[[], None], counted: Path) -> None:
        super().__init__(config, [listener])
        self._told = told
        self._counted = counted
        self._up = False
        self.failed = False

    def keep_subprocess_alive(self) -> None:
        """Replace workers that ended or hang, once all have come up; before that, see whether they do."""
        if not self._up:
            self._see_whether_all_are_up()
            return
        before = {worker.pid for worker in self.processes}
        super().keep_subprocess_alive()
        for number in before - {worker.pid for worker in self.processes}:
            mark_process_dead(number, str(self._counted))  # type: ignore[no-untyped-call]
        self.failed = any(worker.exitcode == STARTUP_FAILURE for worker in self.processes)

    def _see_whether_all_are_up(self) -> None:
        if not all(worker.process.is_alive() for worker in self.processes):
            # Whatever ended it would end the next one as well.
            self.failed = True
            self.should_exit.set()
        elif all(worker.is_ready(timeout=0.5) for worker in self.processes):
            self._up = True
            self._told()

    def handle_hup(self) -> None:
        """The terminal was closed: an end, as it is for everything else that runs in one."""
        self.handle_term()

    def terminate_all(self) -> None:
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        deadline = time.monotonic() + (self.config.timeout_graceful_shutdown or 0) + _MORE_SECONDS
        for worker in self.processes:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.is_alive():
                worker.kill()
                worker.join()


def serve_by_workers(
    settings: Settings,
    place: Place,
    configured: Callable[[Callable[[], FastAPI]], Config],
    listener: socket.socket,
    told: Callable[[], None],
) -> None:
    """Serve by as many workers as the settings say, until a signal ends it. Raises `PartnershipsError` if one cannot start.

    `configured` makes uvicorn's configuration for a maker of the app.
    """
    with _handlers_as_they_were(), _counted_together() as counted:
        # A name of Linux's own that no file stands for: nothing is left to be removed, however this ends.
        shared = f"\0partnerships-{secrets.token_hex(16)}"
        threading.Thread(target=_Shared(address=shared).get_server().serve_forever, daemon=True).start()
        workers = _Workers(configured(partial(app_of_worker, settings, place, shared)), listener, told, counted)
        try:
            workers.run()
        except BaseException:
            workers.terminate_all()
            workers.join_all()
            raise
    if workers.failed:
        raise PartnershipsError("a worker could not start.", remedy="What it said stands above.")


def app_of_worker(settings: Settings, place: Place, shared: str) -> FastAPI:
    """The service in a process of its own, which ends when the one that started it does."""
    if supervisor := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(supervisor.join,), daemon=True).start()
    counted: Counts | None = None
    if settings.partnerships_rate_limit:
        manager = _Shared(address=shared)
        manager.connect()
        counted = manager.counts()  # type: ignore[attr-defined]
    return create_app(settings, Graph.open(settings, place), counted)


def _end_with(ended: Callable[[], None]) -> None:
    ended()
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _counted_together() -> Iterator[Path]:
    """Workers that are started in the block count requests together, in files of that folder."""
    with tempfile.TemporaryDirectory(prefix="partnerships-") as folder:
        os.environ[SHARED_COUNTS] = folder
        try:
            yield Path(folder)
        finally:
            del os.environ[SHARED_COUNTS]


@contextmanager
def _handlers_as_they_were() -> Iterator[None]:
    """The supervisor takes over more signals than it handles, and keeps them."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
