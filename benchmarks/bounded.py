"""What every measurement begins with: that all it needs is there, and that it ends by itself."""

from __future__ import annotations

import signal
import sys

from graph.neo4j_server import fetch_jars, missing_for_neo4j


def begin(seconds: int, lacking: str = "") -> None:
    """Fetch what Neo4j needs, and end with everything that was started after so many seconds. Ends at once where something lacks.

    Raised in the main thread, so that every `with` ends what it started.
    """
    if lacking := lacking or missing_for_neo4j():
        sys.exit(f"This cannot be measured here: {lacking}.")
    fetch_jars()

    def end(number: int, _: object) -> None:
        sys.exit(f"given up after {seconds} seconds" if number == signal.SIGALRM else 128 + number)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)


def say(what: str) -> None:
    """Tell whoever waits how far it is."""
    sys.stderr.write(f"{what}\n")
