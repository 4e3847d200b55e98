"""Every check of a data package: table by table, then the rules; all faults and warnings at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.schema import OURS
from loaders.faults import Fault, PackageError
from loaders.package import Package, SourceRow, default_folder, read_package
from loaders.rule import Context, rules

UNRELEASED = "unreleased"
"""The rule that working tables break between two releases, and only they may."""


@dataclass(frozen=True)
class Checked:
    """A package fit to be loaded, and what had better be looked at."""

    package: Package
    warnings: Sequence[Fault]


def checked(folder: Path, beside: Sequence[SourceRow] | None = None, *, draft: bool = False) -> Checked:
    """The package in a folder. Raises `PackageError` with every fault, and the warnings after them.

    `beside` are the rows of other packages; a package that is not ours is, where none are given, taken to stand beside
    ours. A draft may hold rows that no release has brought yet.
    """
    package, faults = read_package(folder)
    if beside is None:
        beside = () if package.name in ("", OURS) else tuple(read_package(default_folder())[0])
    # What is wrong with a cell by itself is told once, by the check of its table.
    told = {(fault.file, fault.line, fault.column) for fault in faults}
    warnings: list[Fault] = []
    context = Context(package, beside)
    for rule in rules():
        if (draft and rule.name == UNRELEASED) or package.unsure & set(rule.reads):
            continue
        for fault in rule.find(context):
            if (fault.file, fault.line, fault.column) not in told:
                (faults if rule.severity == "fault" else warnings).append(fault)
    if faults:
        raise PackageError(str(folder), faults, warnings)
    return Checked(package, tuple(sorted(warnings)))
