"""A real Chromium, Debian's, that a test drives; what it drew is kept as a picture, and what it fetched from where is told."""

from __future__ import annotations

import base64
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "artefacts"
LOOPBACK = ("127.0.0.1", "localhost")
SIZE = (1600, 1200)

_SWITCHES = (
    "headless",
    "no-sandbox",
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    f"window-size={SIZE[0]},{SIZE[1]}",
)
_PATIENCE = 30.0
_Found = TypeVar("_Found")


class Chromium:
    """One window. Whatever is waited for is waited for at most half a minute."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self._driver = driver

    def open(self, address: str) -> None:
        """Go there."""
        self._driver.get(address)

    def find(self, css: str) -> WebElement:
        """The first of these, as soon as it is there."""
        return self._until(lambda: self._driver.find_element(By.CSS_SELECTOR, css), css)

    def find_link(self, text: str) -> WebElement:
        """The link with that text, as soon as it is there."""
        return self._until(lambda: self._driver.find_element(By.LINK_TEXT, text), text)

    def number(self, css: str, inside: str = ":root") -> int:
        """How many of these there are now, inside the first of those."""
        return len(self._all(css, inside))

    def text(self, css: str) -> str:
        """What is written in the first of these that is there; empty where there is none."""
        found = self._driver.execute_script(  # type: ignore[no-untyped-call]
            "const one = document.querySelector(arguments[0]); return one ? one.textContent : ''", css
        )
        return str(found)

    def wait(self, holds: Callable[[], bool], about: str) -> None:
        """Until it holds."""
        self._until(holds, about)

    def settle(self, css: str, inside: str) -> None:
        """Until all of these, inside the first of those, stand still where they are."""
        before = None
        deadline = time.monotonic() + _PATIENCE
        while (now := self._all(css, inside)) != before and time.monotonic() < deadline:
            before = now
            time.sleep(0.3)

    def keep_picture(self, name: str) -> Path:
        """Keep what is seen now among the artefacts."""
        path = PICTURES / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self._driver.save_screenshot(str(path))
        return path

    def sized(self, width: int, height: int, *, theme: str = "light") -> None:
        """As on a screen of that size, with the system set to light or dark."""
        self._driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        self._driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        )

    def without_scripts(self, off: bool) -> None:
        """Pages that are opened from now on run no script, or do so again."""
        self._driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": off})

    def told(self, script: str, *arguments: object) -> Any:
        """What a script returns."""
        return self._driver.execute_script(script, *arguments)  # type: ignore[no-untyped-call]

    def told_later(self, script: str, *arguments: object) -> Any:
        """What a script hands to the function that is its last argument."""
        return self._driver.execute_async_script(script, *arguments)  # type: ignore[no-untyped-call]

    def every(self, css: str) -> list[WebElement]:
        """All of these that are there now."""
        return self._driver.find_elements(By.CSS_SELECTOR, css)

    def press(self, *keys: str) -> None:
        """Keys, one after the other, wherever the focus is."""
        for key in keys:
            self._driver.switch_to.active_element.send_keys(key)

    @property
    def address(self) -> str:
        """Where it is now."""
        return self._driver.current_url

    def complaints(self) -> list[str]:
        """What the console told of errors since this was last asked."""
        return [str(entry["message"]) for entry in self._driver.get_log("browser") if entry["level"] == "SEVERE"]  # type: ignore[no-untyped-call]

    def printed(self, width: float, height: float) -> bytes:
        """The page as PDF, on paper of so many inches."""
        made = self._driver.execute_cdp_cmd(
            "Page.printToPDF", {"printBackground": True, "paperWidth": width, "paperHeight": height, "scale": 0.6}
        )
        return base64.b64decode(made["data"])

    def downloads_to(self, folder: Path) -> None:
        """What is saved from now on goes there."""
        self._driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder), "eventsEnabled": False}
        )

    def hosts(self) -> set[str]:
        """The hosts that have answered anything since this was last asked."""
        messages = [json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance")]  # type: ignore[no-untyped-call]
        answered = [one["params"]["response"]["url"] for one in messages if one["method"] == "Network.responseReceived"]
        opened = [one["params"]["url"] for one in messages if one["method"] == "Network.webSocketCreated"]
        return {
            urlsplit(url).hostname or "" for url in [*answered, *opened] if urlsplit(url).scheme not in ("data", "blob")
        }

    def _all(self, css: str, inside: str) -> list[str]:
        """Where each of these is drawn, as the page has it."""
        found: list[str] = self._driver.execute_script(  # type: ignore[no-untyped-call]
            "const one = document.querySelector(arguments[1]);"
            " return [...(one ? one.querySelectorAll(arguments[0]) : [])].map(each => each.getAttribute('transform') || '')",
            css,
            inside,
        )
        return found

    def _until(self, look: Callable[[], _Found], about: str) -> _Found:
        waiting = WebDriverWait(
            self._driver, _PATIENCE, ignored_exceptions=(NoSuchElementException, StaleElementReferenceException)
        )
        try:
            return waiting.until(lambda _: look())
        except TimeoutException:
            pytest.fail(f"waited in vain for {about}; what was there: {self.keep_picture('waited_in_vain')}")


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A window, closed with the block. Left out where there is no Chromium; with `CI=true` that is a failure."""
    programs = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    if missing := [name for name, path in programs.items() if path is None]:
        told = f"there is no {missing[0]} on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true nothing may be left out, and {told}", pytrace=False)
        pytest.skip(f"Chromium is left out: {told}")
    options = webdriver.ChromeOptions()
    options.binary_location = str(programs["chromium"])
    for switch in _SWITCHES:
        options.add_argument(f"--{switch}")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(programs["chromedriver"])))
    try:
        yield Chromium(driver)
    finally:
        driver.quit()
