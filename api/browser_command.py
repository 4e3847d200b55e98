"""`partnerships browser`: a real Neo4j with its Browser on the loaded graph, the API beside it, and the guide that both play.

Neo4j is started twice: to be loaded, and then so that it only reads, since its Community Edition has one user who may do
everything. What it holds is made anew each time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from urllib.parse import urlencode

from pydantic import SecretStr
from rich.console import Console
from rich.text import Text

from api import guide, serving
from graph.connection import Graph
from graph.errors import PartnershipsError
from graph.locks import locked
from graph.neo4j_server import (
    Neo4jServer,
    configure,
    fetch_jars,
    free_ports,
    missing_for_neo4j,
    neo4j_server,
    neo4j_started_again,
)
from graph.settings import Settings

_PORTS = (7687, 7474)
"""Neo4j's own, for Bolt and for HTTP; taken where they are free."""

_MEMORY = "512m"


def browse(
    settings: Settings,
    console: Console,
    told: Callable[[str], None],
    load: Callable[[Graph], None],
    *,
    show_password: bool,
) -> None:
    """Serve until a signal ends it. `load` brings the data into a graph; `told` hears what is under way.

    Raises `PartnershipsError` where a Neo4j is named already, Java or Maven are missing, or something does not start.
    """
    if not settings.embedded:
        raise PartnershipsError(
            "NEO4J_URI names a Neo4j of yours, which has a Browser of its own.",
            remedy="Open that, or leave NEO4J_URI empty; `partnerships serve` then prints what to type there.",
        )
    home = settings.partnerships_home.absolute() / "neo4j"
    lib = home / "lib"
    if missing := missing_for_neo4j(lib):
        raise PartnershipsError(
            f"Neo4j cannot be run: {missing}.",
            remedy="Install Java 17 and Maven. `partnerships run` needs neither; a Browser that you have connects to it.",
        )
    chosen = settings.model_copy(update={"port": settings.port or free_ports(1)[0]})
    config = config_for(f"http://localhost:{chosen.port}")
    home.mkdir(parents=True, exist_ok=True)
    with locked(home / "browser.lock", _taken, seconds=0):
        told("fetching Neo4j and its Browser (once; about 130 MB)")
        fetch_jars(lib)
        folder = home / "browser"
        shutil.rmtree(folder, ignore_errors=True)
        told("starting Neo4j")
        with neo4j_server(folder, lib=lib, memory=_MEMORY, ports=_PORTS, config=config) as server:
            with Graph.open(_settings(chosen, server)) as graph:
                load(graph)
            told("starting Neo4j again, only to be read")
        configure(server, {"server.databases.read_only": "neo4j"})
        with neo4j_started_again(server, lib=lib) as reading:
            found = _settings(chosen, reading)
            password = reading.password if show_password else "shown with --show-password"
            page = f"{found.partnerships_browser_url}?{_form_of(reading)}"
            console.print(Text(f"\nNeo4j Browser is at {page}", style="bold"), soft_wrap=True)
            console.print(
                Text(f"Connect to {reading.uri} as {reading.user}; password: {password}. The database is read-only."),
                soft_wrap=True,
            )
            serving.serve(found, console, with_examples=False)


def config_for(address: str) -> dict[str, str]:
    """Lines of neo4j.conf for a Browser beside an API at that address; docker-compose.yml has the same."""
    return {
        "browser.remote_content_hostname_whitelist": "localhost,127.0.0.1",
        "browser.post_connect_cmd": "; ".join(guide.commands(address)),
        "client.allow_telemetry": "false",
        # Browser asks other hosts for fonts, feedback and statistics unless its page is told to stay here.
        "dbms.security.http_static_content_security_policy_header": (
            "default-src 'self'; script-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self';"
            " base-uri 'none'; object-src 'none'; frame-ancestors 'none';"
            " connect-src 'self' ws://localhost:* ws://127.0.0.1:* http://localhost:* http://127.0.0.1:*"
        ),
    }


def _settings(settings: Settings, server: Neo4jServer) -> Settings:
    return settings.model_copy(
        update={
            "neo4j_uri": server.uri,
            "neo4j_user": server.user,
            "neo4j_password": SecretStr(server.password),
            "neo4j_database": "neo4j",
            "partnerships_browser_url": f"{server.http_url}browser/",
        }
    )


def _form_of(server: Neo4jServer) -> str:
    """Part of an address: what Browser then has in its form for the login, all but the password."""
    return urlencode({"connectURL": server.uri.replace("://", f"://{server.user}@")})


def _taken() -> PartnershipsError:
    return PartnershipsError(
        "another `partnerships browser` runs in this folder.", remedy="End it, or name another PARTNERSHIPS_HOME."
    )
