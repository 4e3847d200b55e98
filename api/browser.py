"""Links into Neo4j Browser, and the favourites that it imports."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

from queries.catalogue import Catalogue
from queries.desk import Answer

_address = ""


def browser_link(answer: Answer) -> str | None:
    """The address that opens the query of an answer in Neo4j Browser, parameters first; None where none is set up."""
    return None


def favourites(catalogue: Catalogue) -> bytes:
    """A zip of every question by subject, as Neo4j Browser imports it: line 1 of each file is its title."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for question in catalogue:
            # A fixed date, so that the same questions give the same bytes.
            archive.writestr(zipfile.ZipInfo(f"{question.path}.cypher", (2011, 4, 15, 0, 0, 0)), question.text)
    return out.getvalue()


__all__ = ["browser_link", "favourites", "quote"]
