"""The real app in a process of its own on loopback, with three endpoints more that do nothing.

Run as `python -m benchmarks.service` by `started`: settings come from the environment, the port is told on standard
output, and it ends when its standard input does, so that it never outlives whoever started it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import Query
from fastapi.responses import Response

from api.app import create_app
from api.serving import collect_seldom
from graph.connection import Graph
from graph.settings import Settings

NO_OP, NO_OP_IN_THREAD = "/noop", "/noop-in-thread"
NO_OP_OF_SIZE = "/noop-of-size"
"""Answers as many bytes as its parameter `bytes` says."""

NOTHING_REMEMBERED = {"partnerships_remembered_megabytes": 0}
"""Settings with which every request asks the database."""

ROOT = Path(__file__).resolve().parent.parent
_STOP_SECONDS = 20.0


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of a process of its own that is to have these settings."""
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    return environment | {
        name.upper(): settings.neo4j_password.get_secret_value() if name == "neo4j_password" else str(value)
        for name, value in settings
    }


@contextmanager
def started(settings: Settings) -> Iterator[str]:
    """The address of the app for one graph, for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment_of(settings),
        text=True,
    )
    with process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            if not port:
                raise RuntimeError("the service did not start; its message stands above")
            yield f"http://127.0.0.1:{port}"
        finally:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _serve() -> None:
    settings = Settings()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener, Graph.open(settings) as graph:
        app = create_app(settings, graph)

        @app.get(NO_OP)
        async def noop() -> Response:
            return Response(b"{}", media_type="application/json")

        @app.get(NO_OP_IN_THREAD)
        def noop_in_thread() -> Response:
            return Response(b"{}", media_type="application/json")

        bodies: dict[int, bytes] = {}

        @app.get(NO_OP_OF_SIZE)
        async def noop_of_size(size: Annotated[int, Query(alias="bytes", ge=2)]) -> Response:
            if size not in bodies:
                bodies[size] = b'"' + b"x" * (size - 2) + b'"'
            return Response(bodies[size], media_type="application/json")

        # As `api.serving` has it.
        collect_seldom()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=5))

        def end_with_input() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=end_with_input, daemon=True).start()
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        server.run(sockets=[listener])


if __name__ == "__main__":
    _serve()
