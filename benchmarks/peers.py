"""Others that tell who may do what, each served on loopback for a comparison, and ended with it.

- **OpenFGA** (a server in Go that answers whether a user has a relation to an object): built from its sources, with its
  datastore in memory. A country is a partner of a framework; whoever is a partner of one in which a tool is offered may use it.
- **OpenFisca** (rules as code, in Python): its web API as `openfisca serve` starts it, with one worker, on the country
  package of `benchmarks/openfisca`. The memberships come with each request, as its callers send them.

Both are installed below `.partnerships/`, once, and both are given the memberships of our own graph. Neither is made to
answer anything before it has said yes and no where our own rules do.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from graph.neo4j_server import LOOPBACK, ROOT, free_ports

OPENFGA = "1.22.1"
OPENFISCA = "46.0.1"
OPENFGA_CHECK = "OpenFGA, check"
FRAMEWORKS = ("PFP", "EAPC", "MD", "ICI", "GLOBAL")
TOOL = "IPAP"

_HOME = ROOT / ".partnerships" / "peers"
_RULES_AS_CODE = ROOT / "benchmarks" / "openfisca"
_INSTALL_SECONDS = 3_600
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_LONGEST_SECONDS = 7_200
"""After which a server ends by itself, whatever became of us."""

Memberships = Mapping[str, Sequence[str]]
"""The partners in each framework on the day."""


class PeerMissingError(Exception):
    """It cannot be installed or started here; the message says why."""


@dataclass(frozen=True)
class Request:
    """What is posted to ask whether a country may use the tool."""

    path: str
    body: bytes


@dataclass(frozen=True)
class Peer:
    """A running server, what is to be known of it, and its ways of asking, by name."""

    about: str
    server: str
    requests: Mapping[str, Request]


@contextmanager
def openfga(memberships: Memberships, yes: str, no: str, day: str) -> Iterator[Peer]:
    """OpenFGA on the memberships of one day. Raises `PeerMissingError`, and `RuntimeError` if it answers wrongly."""
    del day  # Its tuples know none: they are those of the day.
    http, grpc = free_ports(2)
    options = ["--playground-enabled=false", "--metrics-enabled=false", "--log-level", "none"]
    addresses = ["--http-addr", f"{LOOPBACK}:{http}", "--grpc-addr", f"{LOOPBACK}:{grpc}"]
    command = [str(_openfga_installed()), "run", "--datastore-engine", "memory", *addresses, *options]
    with _serving(command, f"http://{LOOPBACK}:{http}", "/healthz") as client:
        store = f"/stores/{_posted(client, '/stores', {'name': 'partnerships'})['id']}"
        model = _posted(client, f"{store}/authorization-models", _MODEL)["authorization_model_id"]
        tuples = [
            {"user": f"country:{country}", "relation": "partner", "object": f"framework:{framework}"}
            for framework, partners in memberships.items()
            for country in partners
        ] + [
            {"user": f"framework:{framework}", "relation": "offered_in", "object": f"tool:{TOOL}"}
            for framework in memberships
        ]
        for first in range(0, len(tuples), _TUPLES_AT_ONCE):
            written = {"tuple_keys": tuples[first : first + _TUPLES_AT_ONCE]}
            _posted(client, f"{store}/write", {"writes": written, "authorization_model_id": model})

        def check(country: str) -> dict[str, Any]:
            asked = {"user": f"country:{country}", "relation": "may_use", "object": f"tool:{TOOL}"}
            return {"tuple_key": asked, "authorization_model_id": model}

        told = {country: _posted(client, f"{store}/check", check(country))["allowed"] for country in (yes, no)}
        _see_that_it_is_right("OpenFGA", told, yes, no)
        about = f"OpenFGA {OPENFGA}: its datastore in memory, its log off; it answers yes or no."
        yield Peer(about, str(client.base_url), {OPENFGA_CHECK: Request(f"{store}/check", _json(check(yes)))})


_TUPLES_AT_ONCE = 100
"""As many as it takes in one write."""

_DIRECT: Mapping[str, Any] = {"this": {}}
_MODEL = {
    "schema_version": "1.1",
    "type_definitions": [
        {"type": "country"},
        {
            "type": "framework",
            "relations": {"partner": _DIRECT},
            "metadata": {"relations": {"partner": {"directly_related_user_types": [{"type": "country"}]}}},
        },
        {
            "type": "tool",
            "relations": {
                "offered_in": _DIRECT,
                "may_use": {
                    "tupleToUserset": {
                        "tupleset": {"relation": "offered_in"},
                        "computedUserset": {"relation": "partner"},
                    }
                },
            },
            "metadata": {"relations": {"offered_in": {"directly_related_user_types": [{"type": "framework"}]}}},
        },
    ],
}


@contextmanager
def openfisca(memberships: Memberships, yes: str, no: str, day: str) -> Iterator[Peer]:
    """OpenFisca's web API, to which each request brings the memberships. Raises as `openfga` does."""
    (port,) = free_ports(1)
    command = [str(_openfisca_installed()), "serve", "--country-package", "partnership_tools"]
    environment = {"PYTHONPATH": str(_RULES_AS_CODE), "PYTHONDONTWRITEBYTECODE": "1"}
    options = ["--bind", f"{LOOPBACK}:{port}", "--workers", "1", "--log-level", "error"]
    with _serving([*command, *options], f"http://{LOOPBACK}:{port}", "/entities", environment) as client:

        def situation(country: str) -> dict[str, Any]:
            partner = {f"partner_in_{one}": {day: country in among} for one, among in memberships.items()}
            return {"countries": {country: {**partner, "may_use_ipap": {day: None}}}}

        told, traced = {}, {}
        for country in (yes, no):
            calculated = _posted(client, "/calculate", situation(country))
            told[country] = calculated["countries"][country]["may_use_ipap"][day]
            trace = _posted(client, "/trace", situation(country))["trace"]
            (traced[country],) = trace[f"may_use_ipap<{day}>"]["value"]
        _see_that_it_is_right("OpenFisca", told, yes, no)
        _see_that_it_is_right("OpenFisca's trace", traced, yes, no)
        yield Peer(
            f"OpenFisca-Core {OPENFISCA}: one worker of gunicorn, which closes the connection after each answer.",
            str(client.base_url),
            {f"OpenFisca, {way}": Request(f"/{way}", _json(situation(yes))) for way in ("calculate", "trace")},
        )


PEERS = {"OpenFGA": openfga, "OpenFisca": openfisca}


def _see_that_it_is_right(name: str, told: Mapping[str, bool], yes: str, no: str) -> None:
    if told != {yes: True, no: False}:
        raise RuntimeError(f"{name} does not say what the rules do, {yes} yes and {no} no, but {dict(told)}")


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value).encode()


def _posted(client: httpx.Client, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    if answer.is_error:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
    found: dict[str, Any] = answer.json()
    return found


@contextmanager
def _serving(
    command: Sequence[str], server: str, path: str, environment: Mapping[str, str] | None = None
) -> Iterator[httpx.Client]:
    """A client of a server that runs as long as the block, and answers at that path. Raises `PeerMissingError`."""
    process = subprocess.Popen(
        ["timeout", str(_LONGEST_SECONDS), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    try:
        with httpx.Client(base_url=server, timeout=_START_SECONDS, trust_env=False) as client:
            _await(client, path, process)
            yield client
    finally:
        process.terminate()  # `timeout` passes it on.
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _await(client: httpx.Client, path: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            if client.get(path).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise PeerMissingError(f"it did not start in {_START_SECONDS:.0f} seconds")


def _openfga_installed() -> Path:
    program = _HOME / f"openfga-{OPENFGA}" / "openfga"
    if not program.exists():
        if not shutil.which("go"):
            raise PeerMissingError("there is no go on the PATH to build it")
        _run(["go", "install", f"github.com/openfga/openfga/cmd/openfga@v{OPENFGA}"], {"GOBIN": str(program.parent)})
    return program


def _openfisca_installed() -> Path:
    home = _HOME / f"openfisca-{OPENFISCA}"
    program = home / "bin" / "openfisca"
    if not program.exists():
        _run([sys.executable, "-m", "venv", str(home)])
        _run([str(home / "bin" / "python"), "-m", "pip", "install", f"openfisca-core[web-api]=={OPENFISCA}"])
    return program


def _run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Raises `PeerMissingError` with what it last said."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=_INSTALL_SECONDS,
            env={**os.environ, **(environment or {})},
        )
    except subprocess.TimeoutExpired as error:
        raise PeerMissingError(f"`{' '.join(command[:3])} ...` took too long") from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise PeerMissingError(f"`{' '.join(command[:3])} ...` failed: {''.join(last)}")
