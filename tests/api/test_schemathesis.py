"""Made-up requests and sequences, the same each time: nothing fails, and no answer is one that the document does not foresee.

`python -m tests.fuzz` makes twenty thousand on each engine; these are a sample of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph
from graph.settings import Settings
from tests.api.support import served
from tests.fuzz.run import FILES, PATIENT, fuzz
from tests.support.thorough import fewer

ONE_OF_EACH_SORT = r"^(/v1/(frameworks/\{id\}/members|claims/\{claim\}|diff|search|feed\.atom)|/readyz)$"
"""Addresses that are led through all bounds of their parameters: one of each way in which they are made."""


@pytest.fixture(scope="module")
def patient(engine: Graph, engine_settings: Settings) -> Iterator[str]:
    """Where the API answers, however slow the machine is."""
    with served(create_app(engine_settings.model_copy(update=PATIENT), engine)) as address:
        yield address


def test_no_made_up_request_is_answered_as_the_document_does_not_say(patient: str, tmp_path: Path) -> None:
    outcome = fuzz(patient, tmp_path, examples=1, seed=None, phases=["examples", "fuzzing"])
    assert outcome.failures == [], outcome.said
    paths = httpx.get(f"{patient}/openapi.json", timeout=60).json()["paths"]
    assert outcome.operations == len([path for path in paths if not re.match(FILES, path)])
    assert outcome.requests >= outcome.operations * 2


def test_no_bound_of_a_parameter_is_other_than_the_document_says(patient: str, tmp_path: Path) -> None:
    narrowed = ["--include-path-regex", ONE_OF_EACH_SORT]
    outcome = fuzz(patient, tmp_path, examples=1, seed=None, phases=["coverage"], more=narrowed)
    assert outcome.failures == [], outcome.said
    assert outcome.requests > 200


def test_no_sequence_along_the_links_goes_wrong(patient: str, tmp_path: Path) -> None:
    outcome = fuzz(patient, tmp_path, examples=fewer(10, 2), seed=None, phases=["stateful"])
    assert outcome.failures == [], outcome.said
    assert outcome.requests > fewer(50, 2)


def test_what_the_document_does_not_foresee_is_found(patient: str, tmp_path: Path) -> None:
    """The sample can fail: a document that promises less than is answered is refused."""
    hooks = tmp_path / "less.py"
    hooks.write_text(
        "import schemathesis\n"
        "from tests.fuzz import hooks\n"
        "@schemathesis.hook\n"
        "def after_load_schema(context, schema):\n"
        "    schema.raw_schema['components']['schemas']['SearchAnswer']['properties']['revision'] = {'type': 'string'}\n",
        encoding="utf-8",
    )
    narrowed = ["--include-path", "/v1/search"]
    outcome = fuzz(patient, tmp_path, examples=2, seed=None, phases=["examples"], more=narrowed, hooks="less")
    assert any("schema" in failure.lower() for failure in outcome.failures), outcome.said
