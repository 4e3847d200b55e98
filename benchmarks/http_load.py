"""A load over HTTP/1.1 from a given number of connections, made by `h2load`, which is not the bottleneck.

`h2load` is nghttp2's own load generator (Debian and Ubuntu: `nghttp2-client`): one thread in C serves all connections,
where a Python client would fill a core by itself. It logs each request, so that medians and tails are of all of them.
Loopback only: an address elsewhere is refused. Each connection waits for its answer before it asks again. `Server`: who
is under load.
"""

from __future__ import annotations

import ipaddress
import shutil
import statistics
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_OK = 200
_GRACE_SECONDS = 60.0
"""Beyond the time asked for, or for a number of requests; then the load is ended and the run with it."""


@dataclass(frozen=True)
class Hits:
    """What came of a load."""

    seconds: float
    """From the first request to the last answer."""

    latencies: Sequence[float]
    """Seconds of each answer that was as it should be."""

    starts: Sequence[float]
    """When each of those was asked for, as seconds since the first."""

    errors: Counter[str]
    """How many went wrong, by what came instead."""

    @property
    def per_second(self) -> float:
        """Good answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0


def missing() -> str:
    """What this machine lacks, in words; empty if nothing."""
    return "" if shutil.which("h2load") else "there is no h2load on the PATH (Debian and Ubuntu: nghttp2-client)"


def hit(
    server: str,
    paths: Sequence[str],
    *,
    connections: int,
    requests: int = 0,
    seconds: float = 0,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    logs: Path | None = None,
) -> Hits:
    """The paths, in turn on each connection: so many requests in all, or for so many seconds. Raises `RuntimeError`.

    `body`: JSON that is posted with each request; without one the paths are got. Under a time h2load may wait for ever for a
    server that closes the connection after each answer; there a number is asked for.
    """
    parts = urlsplit(server)
    if not ipaddress.ip_address(parts.hostname or "").is_loopback:
        raise ValueError(f"{server} is not on loopback; nothing else is put under load.")
    amount = ["-D", f"{round(seconds * 1000)}ms"] if seconds else ["-n", str(max(requests, connections))]
    with tempfile.TemporaryDirectory(dir=logs) as folder:
        asked, log = Path(folder) / "asked", Path(folder) / "log"
        asked.write_text("".join(f"{server}{path}\n" for path in paths), encoding="utf-8")
        command = ["h2load", "--h1", "-t", "1", "-m", "1", "-c", str(connections), *amount]
        for name, value in (headers or {}).items():
            command += ["-H", f"{name}: {value}"]
        if body:
            posted = Path(folder) / "posted"
            posted.write_bytes(body)
            command += ["-d", str(posted), "-H", "content-type: application/json"]
        done = subprocess.run(
            [*command, f"--log-file={log}", f"--input-file={asked}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds + _GRACE_SECONDS,
        )
        if done.returncode != 0 or not log.exists():
            raise RuntimeError(f"h2load ended with {done.returncode}: {(done.stdout + done.stderr)[-500:]}")
        return _read(log, done.stdout)


def _read(log: Path, told: str) -> Hits:
    """The log has a line for each request: when (in microseconds), status, how long (in microseconds)."""
    found = [tuple(map(int, line.split("\t")[:3])) for line in log.read_text(encoding="ascii").splitlines()]
    errors: Counter[str] = Counter(str(status) for _, status, _ in found if status != _OK)
    for line in told.splitlines():
        if line.startswith("requests:"):
            numbers = {part.split()[1]: int(part.split()[0]) for part in line.removeprefix("requests:").split(",")}
            # Refused or cut connections have no status, and no line in the log.
            errors += Counter({"no answer": numbers["errored"] + numbers["timeout"]})
    if not found:
        return Hits(0.0, (), (), errors)
    first, last = min(start for start, _, _ in found), max(start + taken for start, _, taken in found)
    good = [(start, taken) for start, status, taken in found if status == _OK]
    return Hits(
        (last - first) / 1e6, [taken / 1e6 for _, taken in good], [(start - first) / 1e6 for start, _ in good], errors
    )


def percentile(values: Sequence[float], of_a_hundred: int) -> float:
    """The value below which so many of a hundred lie; the largest where there are too few to tell."""
    if len(values) < 2:  # noqa: PLR2004
        return values[0] if values else float("nan")
    return statistics.quantiles(values, n=100, method="inclusive")[of_a_hundred - 1]
