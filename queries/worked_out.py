"""Questions without a query of their own: their rows are worked out from what other questions read. Asked like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from queries import analytics, what_if
from queries.desk import Answer
from queries.many import Many
from queries.question import Question

QUESTIONS: Mapping[str, Question] = {**what_if.QUESTIONS, **analytics.QUESTIONS}


def answer(
    many: Many, path: str, given: Mapping[str, str | None], *, as_of: dt.date, known_at: dt.datetime | None = None
) -> tuple[Answer, Answer]:
    """The answer to one of them, and the question behind it. Raises what `Desk.ask` raises."""
    if path in analytics.QUESTIONS:
        return analytics.answer(many.desk, path, given, as_of=as_of, known_at=known_at)
    return what_if.answer(many, path, given, as_of=as_of, known_at=known_at)
