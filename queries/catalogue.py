"""All questions: the folders of this room, walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import process

from graph.errors import PartnershipsError
from queries.question import Question, QuestionFileError, read_question

HOME = Path(__file__).parent


class UnknownQuestionError(PartnershipsError):
    """There is no such question."""


@dataclass(frozen=True)
class Catalogue:
    """The questions by path."""

    questions: Mapping[str, Question]

    @classmethod
    def read(cls, folder: Path = HOME) -> Catalogue:
        """Every question below a folder. Raises `QuestionFileError` for the first file that is wrong."""
        found: dict[str, Question] = {}
        for file in sorted(folder.rglob("*.cypher")):
            path = file.relative_to(folder).with_suffix("").as_posix()
            if path.count("/") != 1 or not path.replace("/", "").replace("_", "").isalnum() or path != path.lower():
                raise QuestionFileError(
                    "a question lives in a folder of its subject, in snake_case.",
                    where=f"queries/{path}.cypher:1",
                    remedy="Move it to queries/subject/the_question.cypher.",
                )
            try:
                text = file.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise QuestionFileError("the file is not UTF-8.", where=f"queries/{path}.cypher:1") from error
            found[path] = read_question(path, text, f"queries/{path}.cypher")
        return cls(found)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions.values())

    def __getitem__(self, path: str) -> Question:
        """The question at a path. Raises `UnknownQuestionError` with the nearest."""
        if question := self.questions.get(path):
            return question
        near = [found for found, _, _ in process.extract(path[:100], list(self.questions), limit=3)]
        raise UnknownQuestionError(f"there is no question {path[:60]!r}.", remedy=f"Nearest: {', '.join(near)}.")

    @cached_property
    def subjects(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions by the folder that holds them."""
        subjects: dict[str, list[Question]] = {}
        for question in self:
            subjects.setdefault(question.path.split("/")[0], []).append(question)
        return {subject: tuple(questions) for subject, questions in subjects.items()}
