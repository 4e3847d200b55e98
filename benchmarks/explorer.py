"""The explorer in a real Chromium, beside a static page of the same picture, and its HTML beside a no-op of as many bytes.

python -m benchmarks.explorer               fifteen rounds on the embedded engine; a quarter of an hour at most
python -m benchmarks.explorer --quick       a smoke test, whose numbers say nothing

- **First contentful paint** and **bytes**: the map of a day as it is served, and the same HTML with the same style and no script,
  as files of a server that does nothing else, and compresses nothing. In turn, each with an empty cache. Bytes are those that came
  over the wire.
- **Slider**: from a move of the slider to the frame after the one in which the map is drawn, for days drawn by lot (the same each
  time), so one frame of the screen (16.7 ms) is in each figure.
- **HTML**: the time of one request over a connection that is open, of a page that was asked before and of one that was not, and
  of a no-op endpoint of the same app that answers as many bytes. Aim: twice the no-op, for a page that was asked before.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from benchmarks.bounded import begin, say
from benchmarks.engines import EMBEDDED, loaded, versions
from benchmarks.loading import package_size
from benchmarks.report import setting, table
from benchmarks.service import NO_OP_OF_SIZE, started
from benchmarks.timing import median, middle_half, one_round, ratios, seconds

ROUNDS = 15
MOVES = 60
_DAY = "/?as_of=2011-04-15"
PAGES = {
    "map": "/?as_of={day}",
    "country": "/actors/SWE?as_of={day}",
    "matrix": "/matrix?as_of={day}",
    "verdict": "/verdicts/JOR/IPAP?as_of={day}",
    "paragraph": "/policy/14?as_of={day}",
}
_SWITCHES = (
    "headless",
    "no-sandbox",
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "window-size=1400,1000",
)
_PAINT = "return performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0] ?? null"
_BYTES = (
    "return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
    ".reduce((sum, one) => sum + one.transferSize, 0)"
)
_SLIDE = """
const done = arguments[1]
const slider = document.getElementById('slider')
let seed = 2011
const lot = () => (seed = (seed * 16807) % 2147483647) / 2147483647
const took = []
const move = () => {
  if (took.length === arguments[0]) return done(took)
  slider.value = Math.floor(lot() * slider.max)
  const begun = performance.now()
  slider.dispatchEvent(new Event('input', { bubbles: true }))
  requestAnimationFrame(() => requestAnimationFrame(() => {
    took.push(performance.now() - begun)
    move()
  }))
}
move()
"""


@contextlib.contextmanager
def _chromium() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for switch in _SWITCHES:
        options.add_argument(f"--{switch}")
    driver = webdriver.Chrome(options=options, service=Service())
    try:
        yield driver
    finally:
        driver.quit()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is logged."""


@contextlib.contextmanager
def _static(address: str, folder: Path) -> Iterator[str]:
    """The same picture as files: the page without its script and data, and its style."""
    html = httpx.get(address + _DAY, timeout=30).raise_for_status().text
    style = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)[0]
    bare = re.sub(r"(?s)<script.*?</script>", "", html).replace(style, "style.css")
    (folder / "index.html").write_text(bare, encoding="utf-8")
    (folder / "style.css").write_bytes(httpx.get(address + style, timeout=30).content)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        finally:
            server.shutdown()


def _opened(driver: webdriver.Chrome, address: str) -> tuple[float, float]:
    """Milliseconds to the first contentful paint, and bytes over the wire, with an empty cache."""
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.get(address)
    paint: Any = None
    while paint is None:
        paint = driver.execute_script(_PAINT)
    return float(paint), float(driver.execute_script(_BYTES))


def _in_chromium(address: str, folder: Path, rounds: int, moves: int) -> Iterator[str]:
    with _static(address, folder) as static, _chromium() as driver:
        pages = {"ours": address + _DAY, "static": static}
        paints: dict[str, list[float]] = {name: [] for name in pages}
        sizes: dict[str, float] = {}
        for path in pages.values():
            _opened(driver, path)
        for turn in range(rounds):
            for name, path in sorted(pages.items(), reverse=bool(turn % 2)):
                paint, sizes[name] = _opened(driver, path)
                paints[name].append(paint)
        driver.get(address + _DAY)
        driver.set_script_timeout(60)
        took = sorted(driver.execute_async_script(_SLIDE, moves))
    low, high = middle_half(ratios(paints["ours"], paints["static"]))
    yield from table(
        ["page", "first contentful paint, ms", "bytes over the wire"],
        [[name, f"{median(paints[name]):.0f}", f"{sizes[name]:,.0f}"] for name in pages],
    )
    yield f"Paint, ours / static: {median(ratios(paints['ours'], paints['static'])):.2f} ({low:.2f} to {high:.2f})."
    yield f"Slider to picture, ms: median {median(took):.0f}, p95 {took[int(0.95 * len(took))]:.0f}, longest {took[-1]:.0f}."
    yield ""


def _html(address: str, rounds: int) -> Iterator[str]:
    rows = []
    with httpx.Client(
        base_url=address, timeout=60, headers={"Accept": "text/html", "Accept-Encoding": "identity"}
    ) as client:
        for name, path in PAGES.items():
            again = path.format(day="2011-04-15")
            size = len(client.get(again).raise_for_status().content)
            calls: dict[str, Callable[[], object]] = {
                "again": functools.partial(client.get, again),
                "no-op": functools.partial(client.get, f"{NO_OP_OF_SIZE}?bytes={size}"),
            }
            taken = [one_round(calls, turn) for turn in range(rounds)]
            series = {key: [one[key] for one in taken] for key in calls}
            days = [path.format(day=f"2012-01-{1 + turn:02}") for turn in range(rounds)]
            first = [seconds(functools.partial(client.get, day)) for day in days]
            found = ratios(series["again"], series["no-op"])
            low, high = middle_half(found)
            rows.append(
                [
                    name,
                    f"{size:,}",
                    f"{median(found):.2f} ({low:.2f} to {high:.2f})",
                    f"{median(ratios(first, series['no-op'])):.0f}",
                ]
            )
            say(f"{name}: done")
    yield from table(["page", "bytes", "asked before / no-op", "first time / no-op"], rows)


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="a smoke test, whose numbers say nothing")
    quick = parser.parse_args().quick
    begin(900)
    rounds, moves = (2, 5) if quick else (ROUNDS, MOVES)
    with tempfile.TemporaryDirectory() as folder, loaded(EMBEDDED, Path(folder) / "home") as settings:
        static = Path(folder) / "static"
        static.mkdir()
        with started(settings) as address:
            lines = [*_in_chromium(address, static, rounds, moves), *_html(address, rounds)]
        lines = [*setting({EMBEDDED: versions(settings)}, package_size()), *lines]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
