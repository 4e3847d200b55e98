"""What is wrong with a data package: all of it at once, each with its place and its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import PartnershipsError


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: in which file, line (1 is the header; 0: the whole file), column, with which value."""

    file: str
    line: int
    column: str
    value: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "") + (f", column {self.column}" if self.column else "")
        value = f" (found {self.value[:80]!r})" if self.value else ""
        return f"{place}: {self.what}{value} {self.remedy}".rstrip()


class PackageError(PartnershipsError):
    """A data package cannot be loaded. `faults` holds every one that was found; the graph is as it was.

    `warnings` are what else had better be looked at, and would not have stopped it.
    """

    def __init__(self, folder: str, faults: Sequence[Fault], warnings: Sequence[Fault] = ()) -> None:
        self.faults = sorted(faults)
        self.warnings = sorted(warnings)
        number = len(self.faults)
        told = [f"  {fault}" for fault in self.faults] + [f"  warning: {fault}" for fault in self.warnings]
        super().__init__(
            f"{number} fault{'s' if number != 1 else ''} in the data package; nothing was loaded.",
            where=folder,
            remedy="\n".join(["", *told]),
        )
