"""Every error of the project says what is wrong, where, and what to do about it."""

from __future__ import annotations


class PartnershipsError(Exception):
    """Base of all errors that a user may see.

    `what` is one sentence; `where` names a file and line, a parameter or an address (may be empty); `remedy`
    says what to do next.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class DateError(PartnershipsError):
    """A day, an instant or a date of a claim cannot be read."""


class ModelError(PartnershipsError):
    """The declared model contradicts itself or lacks a Cypher file."""


class EngineError(PartnershipsError):
    """The embedded engine cannot be started, joined or stopped."""


class BackupError(PartnershipsError):
    """A backup cannot be made, read or restored."""


class DatabaseError(PartnershipsError):
    """The database refused a statement."""


class DatabaseUnavailableError(DatabaseError):
    """The database does not answer; the same request may succeed later."""


class DatabaseBusyError(DatabaseError):
    """Every connection to the database is in use; the same request may succeed later."""


class DatabaseTooSlowError(DatabaseError):
    """The database is there, and was cut off over a question that took it too long."""


class DatabaseAccessError(DatabaseError):
    """The database refused the user or the password."""


class WriteRefusedError(DatabaseError):
    """A write was tried through a door that only reads."""


class EmptyGraphError(DatabaseError):
    """The database answers but holds no loaded data package."""
