"""Our own data as a release published them, in the tables of today."""

from __future__ import annotations

import datetime as dt

from graph.clocks import parse_instant
from graph.errors import PartnershipsError
from graph.schema import tables
from loaders.package import default_folder
from loaders.releasing import plan_release, published_tables, read_tables
from loaders.table_schema import key_columns
from tests.support.small_package import Rows


def coming_rows() -> Rows:
    """Our own tables as the next release would have them: between two releases they hold rows yet to be numbered."""
    rows = read_tables(default_folder())
    now = parse_instant(rows["releases"][-1]["published_at"]) + dt.timedelta(days=1)
    try:
        return plan_release(default_folder(), rows, note="For a test.", now=now, correct=True).rows
    except PartnershipsError as error:
        if "nothing changed" not in error.what:
            raise
        return rows


def as_published(number: int, coming: Rows) -> Rows:
    """The tables of an archive, with the columns that the model got since as the same rows have them now."""
    then = published_tables(default_folder(), number)
    for table in tables():
        now = {tuple(cells[key] for key in key_columns(table)): cells for cells in coming[table.name]}
        for cells in then[table.name]:
            present = now.get(tuple(cells[key] for key in key_columns(table)), {})
            cells |= {name: present.get(name, "") for name in table.column_names if name not in cells}
            if table.recorded and int(cells["until_release"] or 0) > number:
                cells["until_release"] = ""
    return then
