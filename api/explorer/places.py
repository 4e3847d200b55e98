"""Where people read of a thing: the page of each kind, for whatever leads to one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from api.explorer.words import paragraph_path

_PATHS: Mapping[str, str] = {
    "Country": "/actors/{}",
    "Organisation": "/actors/{}",
    "Framework": "/bodies/{}",
    "Commission": "/bodies/{}",
    "Alliance": "/bodies/{}",
}


@dataclass(frozen=True)
class Place:
    """A page: its path, what stands behind the `?`, and the part of it behind the `#`."""

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    @property
    def address(self) -> str:
        """All of it, without clocks."""
        asked = f"?{urlencode(self.parameters)}" if self.parameters else ""
        return f"{quote(self.path)}{asked}{f'#{quote(self.part)}' if self.part else ''}"


def place_of(id_: str, labels: Collection[str]) -> Place | None:
    """The page of a thing, by its id and labels; None where there is none."""
    if "Tool" in labels:
        return Place("/matrix", {"tool": id_})
    if "Decision" in labels:
        return Place("/decisions", part=id_)
    if "Provision" in labels:
        return Place(f"/policy/{paragraph_path(id_)}")
    return next((Place(path.format(id_)) for label, path in _PATHS.items() if label in labels), None)
