"""The load over HTTP: what it counts, and what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.http_load import hit, percentile
from tests.benchmarks.support import skip_without_h2load


class _Half(BaseHTTPRequestHandler):
    """Answers `/good`, and one body with one header when it is posted; nothing else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/good" else 503)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sent = (self.headers["Content-Type"], self.headers["X-Asked"], body)
        self.path = "/good" if sent == ("application/json", "so", b'{"a": 1}') else "/bad"
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    skip_without_h2load()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Half) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()
        thread.join()


def test_every_good_answer_has_its_time(server: str) -> None:
    hits = hit(server, ["/good"], connections=4, requests=40)
    assert len(hits.latencies) == 40
    assert hits.errors.total() == 0
    assert 0 < percentile(hits.latencies, 50) <= percentile(hits.latencies, 99) <= hits.seconds


def test_what_went_wrong_is_counted_by_what_came_and_is_no_answer(server: str) -> None:
    hits = hit(server, ["/good", "/bad"], connections=2, requests=20)
    assert (len(hits.latencies), dict(hits.errors)) == (10, {"503": 10})


def test_a_body_is_posted_as_json_with_the_headers(server: str) -> None:
    hits = hit(server, ["/any"], connections=2, requests=10, body=b'{"a": 1}', headers={"X-Asked": "so"})
    assert (len(hits.latencies), hits.errors.total()) == (10, 0)
    assert hit(server, ["/any"], connections=1, requests=3, body=b"{}").errors == {"503": 3}


def test_a_load_for_a_time_ends_by_itself(server: str) -> None:
    assert 0.1 < hit(server, ["/good"], connections=2, seconds=0.3).seconds < 10


def test_nothing_off_loopback_is_put_under_load() -> None:
    with pytest.raises(ValueError, match="not on loopback"):
        hit("http://192.0.2.1:80", ["/"], connections=1, requests=1)
