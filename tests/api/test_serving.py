"""How a process is set up that serves."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from api.serving import made_to_serve
from queries.desk import Desk
from queries.many import Many
from queries.matrix import Matrix


@pytest.fixture
def collected_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collected_as_before")
def test_what_is_there_when_it_begins_to_serve_is_not_looked_through_for_garbage() -> None:
    app, before = FastAPI(), gc.get_threshold()
    assert made_to_serve(lambda: app) is app
    assert gc.get_freeze_count() > 1000
    assert all(now > then for now, then in zip(gc.get_threshold(), before, strict=True))


def test_what_may_be_asked_next_is_worked_out_after_who_asked_first_has_an_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[float] = []
    monkeypatch.setattr(Matrix, "work_ahead", lambda _: begun.append(time.monotonic()))
    monkeypatch.setattr("queries.many._AHEAD_AFTER", 0.5)
    many = Many(desk, ahead=True)
    desk.together(lambda known: many.matrix(known, known.releases[-1].published_at, None))
    answered = time.monotonic()
    while not begun and time.monotonic() < answered + 20:
        time.sleep(0.02)
    assert begun
    assert begun[0] >= answered + 0.3
