"""Who may read: keys, where the service may listen, how much may be asked, and that nothing is taken in."""

from __future__ import annotations

import datetime as dt
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import ValidationError

from api.access import AccessError, Keys, is_loopback, see_that_it_may_listen
from api.app import create_app
from graph.connection import Graph
from graph.settings import Settings
from tests.api.support import problem_of, served

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "home" / "keys.json")


@pytest.fixture
def guarded(engine: Graph, engine_settings: Settings, keys: Keys, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a service that asks for keys, and has none."""
    settings = engine_settings.model_copy(
        update={"partnerships_keys_required": True, "partnerships_home": tmp_path / "home"}
    )
    with served(create_app(settings, engine)) as address, httpx.Client(base_url=address) as client:
        yield client


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_opens_and_is_refused_as_soon_as_it_is_revoked(guarded: httpx.Client, keys: Keys) -> None:
    key = keys.add("analyst", NOW)
    assert guarded.get("/v1/releases", headers=_bearer(key)).status_code == 200
    keys.revoke("analyst", NOW)
    assert guarded.get("/v1/releases", headers=_bearer(key)).status_code == 401


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer pg_wrong", "Basic YTpi", "pg_wrong", "Bearer pg_wrong pg_wrong"]
)
@pytest.mark.parametrize("path", ["/v1/releases", "/readyz", "/metrics", "/docs", "/openapi.json", "/nowhere"])
def test_without_a_key_in_force_nothing_is_told(sent: str, path: str, guarded: httpx.Client, keys: Keys) -> None:
    keys.add("somebody", NOW)
    answer = guarded.get(path, headers={"Authorization": sent} if sent else {})
    problem = problem_of(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "pg_" not in problem["detail"]


def test_whether_it_lives_can_be_asked_without_a_key(guarded: httpx.Client) -> None:
    assert guarded.get("/healthz").status_code == 200


def test_the_file_of_keys_holds_no_key_and_is_read_by_its_owner_alone(keys: Keys, tmp_path: Path) -> None:
    key = keys.add("analyst", NOW)
    file = tmp_path / "home" / "keys.json"
    assert key not in file.read_text(encoding="utf-8")
    assert key.removeprefix("pg_") not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_two_keys_are_alike_and_each_opens_in_its_own_name(keys: Keys) -> None:
    made = {name: keys.add(name, NOW) for name in ("one", "two", "three")}
    assert len(set(made.values())) == 3
    assert {keys.holder(key) for key in made.values()} == set(made)
    assert keys.holder("") is None


@pytest.mark.parametrize("name", ["", "two words", "x" * 41, "näme", "a/b", "a\n"])
def test_a_name_that_is_none_is_refused(name: str, keys: Keys) -> None:
    with pytest.raises(AccessError, match="no name"):
        keys.add(name, NOW)


def test_a_name_is_given_once_and_a_key_revoked_once(keys: Keys) -> None:
    keys.add("analyst", NOW)
    with pytest.raises(AccessError, match="of that name"):
        keys.add("analyst", NOW)
    keys.revoke("analyst", NOW)
    with pytest.raises(AccessError, match="no such key"):
        keys.revoke("analyst", NOW)


def test_a_file_of_keys_that_is_spoilt_opens_to_nobody(guarded: httpx.Client, keys: Keys, tmp_path: Path) -> None:
    key = keys.add("analyst", NOW)
    (tmp_path / "home" / "keys.json").write_text("{", encoding="utf-8")
    for headers in (_bearer(key), {}):
        problem_of(guarded.get("/v1/releases", headers=headers), 503)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.2", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_what_only_this_machine_reaches_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"host": "127.0.0.1"}, None),
        ({"host": "0.0.0.0"}, "TLS"),
        ({"host": "0.0.0.0", "partnerships_keys_required": True}, "TLS"),
        ({"host": "0.0.0.0", "partnerships_behind_proxy": "tls"}, "holders of a key"),
        (
            {"host": "0.0.0.0", "partnerships_tls_certificate": "c.pem", "partnerships_tls_key": "k.pem"},
            "holders of a key",
        ),
        ({"host": "0.0.0.0", "partnerships_tls_certificate": "c.pem", "partnerships_keys_required": True}, "TLS"),
        ({"host": "0.0.0.0", "partnerships_behind_proxy": "tls", "partnerships_keys_required": True}, None),
        ({"host": "0.0.0.0", "partnerships_behind_proxy": "loopback"}, None),
    ],
)
def test_off_loopback_it_starts_with_tls_or_a_proxy_and_with_keys_alone(
    given: dict[str, object], refusal: str | None
) -> None:
    settings = Settings(**given)  # type: ignore[arg-type]
    if refusal is None:
        see_that_it_may_listen(settings)
        return
    with pytest.raises(AccessError, match=refusal) as refused:
        see_that_it_may_listen(settings)
    assert "PARTNERSHIPS_" in refused.value.remedy


def test_a_long_body_is_not_taken_in(api: httpx.Client) -> None:
    problem_of(api.request("POST", "/v1/releases", content=b"x" * 65_537), 413)
    assert api.request("POST", "/v1/releases", content=b"x" * 65_536).status_code == 405


@pytest.fixture
def narrow(engine: Graph, engine_settings: Settings) -> Iterator[str]:
    """The address of a service that takes in a hundred bytes, and waits a second for them."""
    settings = engine_settings.model_copy(update={"partnerships_body_limit": 100, "partnerships_answer_timeout": 1.0})
    with served(create_app(settings, engine)) as address:
        yield address


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_how_long_a_body_may_be_is_a_setting(method: str, narrow: str) -> None:
    problem = problem_of(httpx.request(method, f"{narrow}/v1/releases", content=b"x" * 101), 413)
    assert "100 bytes" in problem["detail"]
    assert httpx.request(method, f"{narrow}/v1/releases", content=b"x" * 100).status_code != 413


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_body_that_does_not_say_how_long_it_is_may_be_no_longer(method: str, narrow: str) -> None:
    def parts(number: int) -> Iterator[bytes]:
        yield from (b"x" * 10 for _ in range(number))

    answer = httpx.request(method, f"{narrow}/v1/releases", content=parts(11))
    assert "content-length" not in answer.request.headers
    problem_of(answer, 413)
    assert httpx.request(method, f"{narrow}/v1/releases", content=parts(10)).status_code != 413


def test_a_body_without_end_is_not_waited_for(narrow: str) -> None:
    """The refusal comes as soon as it is too long, and the connection ends with it."""
    where = urlsplit(narrow)
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=20) as connection:
        connection.sendall(b"POST /v1/releases HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"78\r\n" + b"x" * 120 + b"\r\n")
        told = b""
        while part := connection.recv(4096):
            told += part
    assert told.startswith(b"HTTP/1.1 413 ")
    assert b"body-too-long" in told


def test_a_body_that_does_not_come_is_given_up(narrow: str) -> None:
    where = urlsplit(narrow)
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=20) as connection:
        connection.sendall(b"POST /v1/releases HTTP/1.1\r\nHost: test\r\nContent-Length: 50\r\n\r\nxxx")
        told = b""
        while part := connection.recv(4096):
            told += part
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"body-too-slow" in told


def test_who_leaves_before_the_body_is_there_leaves_nothing_behind(narrow: str) -> None:
    where = urlsplit(narrow)
    for _ in range(3):
        with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=20) as connection:
            connection.sendall(b"POST /v1/releases HTTP/1.1\r\nHost: test\r\nContent-Length: 50\r\n\r\nxxx")
    assert httpx.get(f"{narrow}/healthz").status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(engine: Graph, engine_settings: Settings) -> None:
    settings = engine_settings.model_copy(update={"partnerships_rate_limit": "3/minute"})
    with served(create_app(settings, engine)) as address, httpx.Client(base_url=address) as client:
        assert [client.get("/v1/releases").status_code for _ in range(3)] == [200] * 3
        refused = client.get("/v1/releases")
        problem_of(refused, 429)
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("limit", ["many", "3", "3/week", "-1/minute", "3 / minute"])
def test_a_limit_that_cannot_be_read_stops_the_start(limit: str) -> None:
    with pytest.raises(ValidationError):
        Settings(partnerships_rate_limit=limit)


def test_pages_of_other_origins_read_only_where_the_setting_lets_them(engine: Graph, engine_settings: Settings) -> None:
    settings = engine_settings.model_copy(
        update={"partnerships_cors_origins": "https://one.example https://two.example"}
    )
    with served(create_app(settings, engine)) as address, httpx.Client(base_url=address) as client:
        for origin, allowed in (("https://one.example", True), ("https://three.example", False)):
            headers = client.get("/v1/releases", headers={"Origin": origin}).headers
            assert (headers.get("access-control-allow-origin") == origin) is allowed
