"""What a table schema cannot say: dates, references and releases, over the whole package."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from graph.clocks import STILL_HOLDS, bounds, parse_edtf, parse_instant
from graph.errors import DateError
from loaders.faults import Fault, PackageError
from loaders.package import Package, SourceRow

Known = Mapping[str, Collection[str]]
"""The ids of every label."""

_NEAR = 0.7
"""Of 1: how alike an id must be to be offered instead of an unknown one; likeness at the beginning counts more."""


def check(package: Package, elsewhere: Known | None = None) -> None:
    """Raise `PackageError` with every fault of the package; `elsewhere` are ids that the graph knows from other packages."""
    known = _known_ids(package, elsewhere or {})
    faults = [fault for rule in _RULES for fault in rule(package, known)]
    if faults:
        raise PackageError(str(package.folder), faults)


def _known_ids(package: Package, elsewhere: Known) -> Known:
    ids: dict[str, set[str]] = defaultdict(set, {label: set(values) for label, values in elsewhere.items()})
    for row in package:
        table = row.table
        if table.label_by is not None:
            ids[table.label_by[row.cells[table.label_column]].label].add(row.key)
        elif table.node:
            ids[table.node.label].add(row.key)
    return ids


def _references(package: Package, known: Known) -> Iterator[Fault]:
    for row in package:
        for column in row.table.columns:
            if not column.references:
                continue
            cell = row.cells[column.name]
            values = [value.strip() for value in cell.split(";")] if column.kind == "list" else [cell]
            if column.required and not any(values):
                yield row.fault(column.name, "the list is empty.", "Name at least one id.")
            candidates = {value for label in column.references for value in known.get(label, ())}
            for value in values:
                if value and value not in candidates:
                    near = [
                        found
                        for found, _, _ in process.extract(
                            value, candidates, scorer=JaroWinkler.similarity, score_cutoff=_NEAR, limit=3
                        )
                    ]
                    nearest = f" Nearest: {', '.join(near)}." if near else ""
                    yield row.fault(
                        column.name,
                        f"there is no {' or '.join(label.lower() for label in column.references)} {value[:40]!r}.",
                        f"Correct the id, or add a row for it first.{nearest}",
                    )


def _dates(package: Package, _: Known) -> Iterator[Fault]:
    for row in package:
        broken = False
        for column in row.table.columns:
            cell = row.cells[column.name]
            if column.kind not in ("date", "instant") or not cell:
                continue
            if cell == STILL_HOLDS:
                if column.name not in ("valid_to", (row.table.period or ("", ""))[1]):
                    broken = True
                    yield row.fault(
                        column.name,
                        "only an end may say that it still holds.",
                        "Write a date or nothing.",
                    )
                continue
            try:
                if column.kind == "date":
                    parse_edtf(cell)
                else:
                    parse_instant(cell)
            except DateError as error:
                broken = True
                yield row.fault(column.name, error.what, error.remedy)
        if row.table.period and not broken:
            start, end = row.table.period
            try:
                bounds(row.cells[start], row.cells[end])
            except DateError as error:
                yield row.fault(end, error.what, error.remedy)
        if row.table.edge and not broken:
            try:
                bounds(*(row.cells[name] for name in ("valid_from", "valid_to", "attested_from", "attested_to")))
            except DateError as error:
                yield row.fault("valid_to", error.what, error.remedy)


def _releases(package: Package, _: Known) -> Iterator[Fault]:
    numbers: set[int] = set()
    latest: dt.datetime | None = None
    for row in package.rows["releases"]:
        number = int(row.key)
        if number != len(numbers) + 1:
            yield row.fault(
                "number",
                "releases are numbered 1, 2, 3 in the order of the file.",
                f"Write {len(numbers) + 1}.",
            )
        numbers.add(number)
        try:
            instant = parse_instant(row.cells["published_at"])
        except DateError:
            continue  # Told by the rule on dates.
        if latest and instant <= latest:
            yield row.fault("published_at", "a release is published after the one before it.", "Write a later instant.")
        latest = instant
    if not package.rows["releases"]:
        yield Fault(
            "releases.csv",
            0,
            "",
            "",
            "there is no release.",
            "Add release 1 with its instant of publication.",
        )
    for row in package.claims():
        since, until = row.cells["since_release"], row.cells["until_release"]
        for column, value in (("since_release", since), ("until_release", until)):
            if value and int(value) not in numbers:
                yield row.fault(column, "there is no such release.", "Add it to releases.csv, or correct the number.")
        if until and int(until) <= int(since):
            yield row.fault(
                "until_release",
                "a row is withdrawn after the release that brought it.",
                "Write a later release.",
            )


def _rivals(package: Package, _: Known) -> Iterator[Fault]:
    groups: dict[str, list[SourceRow]] = defaultdict(list)
    for row in package.claims():
        if group := row.cells["rival_group"]:
            groups[group].append(row)
            if not row.cells["rank_reason"]:
                yield row.fault("rank_reason", "a claim with rivals says why it has its rank.", "Give the reason.")
        elif row.cells["rank"] == "preferred":
            yield row.fault(
                "rank",
                "a claim is preferred to its rivals, and this one has none.",
                "Write normal, or name the rival_group.",
            )
    for rows in groups.values():
        current = [row for row in rows if not row.cells["until_release"]]
        if len(current) == 1 and len(rows) == 1:
            yield current[0].fault("rival_group", "the group has no other claim.", "Add the rival, or empty the cell.")
        preferred = [row for row in current if row.cells["rank"] == "preferred"]
        if current and len(preferred) != 1:
            yield current[-1].fault(
                "rank",
                f"{len(preferred)} claims of the rival group are preferred.",
                "Exactly one answers; the others are normal, or deprecated.",
            )


def _keys_across_tables(package: Package, _: Known) -> Iterator[Fault]:
    """Entities share one space of ids, and so do claims: a door finds either by its id alone."""
    for of_claims in (False, True):
        first: dict[str, SourceRow] = {}
        for row in package:
            if of_claims and not row.table.edge:
                continue
            if not of_claims and not any(node.is_entity for node in row.table.node_types):
                continue
            earlier = first.setdefault(row.key, row)
            if earlier.table is not row.table:
                yield row.fault(
                    "id", f"the id stands in {earlier.table.name}.csv:{earlier.line} too.", "Choose another."
                )


_RULES: tuple[Callable[[Package, Known], Iterator[Fault]], ...] = (
    _references,
    _dates,
    _releases,
    _rivals,
    _keys_across_tables,
)
