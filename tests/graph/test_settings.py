"""Every setting is documented as it is, and nothing else is."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr, ValidationError

from graph.settings import Settings
from tests.conftest import ROOT


def _documented() -> dict[str, tuple[str, str]]:
    """Default and meaning by name, without the marks of Markdown."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.*?) ?\| (.*) \|$", text, re.MULTILINE)
    return {name: (default.replace("`", ""), about.replace("`", "")) for name, default, about in rows}


def _default(name: str) -> str:
    value = Settings.model_fields[name].default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_the_page_lists_every_setting_with_its_default_and_its_meaning() -> None:
    ours = {
        name.upper(): (_default(name), str(field.description).replace("`", ""))
        for name, field in Settings.model_fields.items()
    }
    assert _documented() == ours


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("partnerships_workers", 0),
        ("partnerships_workers", 65),
        ("partnerships_pool_size", 0),
        ("partnerships_body_limit", -1),
        ("partnerships_log", "xml"),
        ("partnerships_query_timeout", 0),
        ("partnerships_answer_timeout", 0),
    ],
)
def test_a_value_that_cannot_be_stops_the_start(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})  # type: ignore[arg-type]
