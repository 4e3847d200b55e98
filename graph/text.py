"""Cypher lives in files; this reads them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from graph.errors import ModelError


@cache
def cypher(room: str, path: str) -> str:
    """The text of a `.cypher` file of a room, such as `cypher("loaders", "cypher/edges/LEADS.cypher")`."""
    try:
        return files(room).joinpath(path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ModelError("the Cypher file is missing.", where=f"{room}/{path}", remedy="Write it.") from error


def statements(text: str) -> list[str]:
    """The statements of a file that holds several, each ended by a semicolon at the end of its line."""
    return [part.strip() for part in text.split(";\n") if part.strip()]
