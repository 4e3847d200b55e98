"""Exports: the graph, or a part of it, as a file for other programs, with its dates, doubts and sources.

A format is a module under `formats/` with its `FORMATS`: what it is called, and how it is written, piece by piece. The folder is
walked, so a format is added by adding a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from api.exports import formats
from api.exports.taken import Taken


@dataclass(frozen=True)
class Format:
    """A form of an export. `write` gives its bytes one piece after the other."""

    name: str
    media_type: str
    ending: str
    about: str
    write: Callable[[Taken], Iterator[bytes]]


@cache
def all_formats() -> Mapping[str, Format]:
    """Every format by its name."""
    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(formats.__path__):
        for args in importlib.import_module(f"{formats.__name__}.{module.name}").FORMATS:
            found[args[0]] = Format(*args)
    return dict(sorted(found.items()))


@cache
def shapes() -> str:
    """What linked data of ours keep to (SHACL, as Turtle)."""
    return files(__name__).joinpath("shapes.ttl").read_text(encoding="utf-8")


def file_name(taken: Taken, form: Format) -> str:
    """What an export is called as a file."""
    parts = ["partnerships", f"release-{taken.about['release']}"]
    parts += [taken.about[name] for name in ("as_of", "framework", "actor") if name in taken.about]
    return f"{'-'.join(parts)}.{form.ending}"
