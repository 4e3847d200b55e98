"""`docs/questions.md`: the catalogue for people. `python -m queries.describe` writes it anew; a test fails while it lags behind."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from queries.catalogue import Catalogue
from queries.question import Question


def questions_page(catalogue: Catalogue) -> str:
    """Every question by subject: what it asks, what it takes and gives, and how to ask it over HTTP and on the command line."""
    questions = list(catalogue)
    lines = [
        "# The questions",
        "",
        f"{len(questions)} questions, each one `.cypher` file under `queries/`, from which its address, its command and its place"
        " in Neo4j Browser follow. Each takes `as_of` (the day asked about, today by default) and `known_at` (the state of"
        " knowledge, that of the newest release by default); over HTTP also `limit`, `cursor` and `format=csv`."
        " Countries, bodies, tools and other things are given by id or as they are called: `--country Turquie` is understood"
        " as TUR, and the answer says so ([decisions/0005-names.md](decisions/0005-names.md))."
        " Made by `make docs`.",
        "",
        "| subject | questions |",
        "|---|---|",
        *(
            f"| [{subject}](#{subject}) | {' '.join(question.title for question in found)} |"
            for subject, found in catalogue.subjects.items()
        ),
    ]
    for subject, found in catalogue.subjects.items():
        lines += ["", f"## {subject}"]
        for question in found:
            lines += ["", *_question(question)]
    return "\n".join(lines) + "\n"


def _question(question: Question) -> list[str]:
    serves = f" Serves paragraph {', '.join(question.provisions)}." if question.provisions else ""
    lines = [f"### {question.title}", "", f"`{question.path}`. {' '.join(question.about.split())}{serves}", ""]
    for parameter in question.parameters:
        need = "" if parameter.required else ", may be left out"
        lines.append(f"- `{parameter.name}` ({parameter.type.rstrip('?')}{need}): {parameter.about}")
    columns = ", ".join(f"`{column.name}`" for column in question.columns)
    asked = " ".join(f"--{name.replace('_', '-')} {_quoted(value)}" for name, value in question.examples.items())
    query = urlencode({**question.examples, "as_of": "2011-04-15"})
    return [
        *lines,
        f"- Gives {columns}.",
        "",
        f"      GET /v1/questions/{question.path}?{query}",
        f"      partnerships ask {' '.join(filter(None, (question.path, asked)))} --as-of 2011-04-15",
    ]


def _quoted(value: str) -> str:
    return f"'{value}'" if " " in value else value


def main() -> None:
    """Write the page where the checkout has it."""
    page = Path(__file__).parent.parent / "docs" / "questions.md"
    page.write_text(questions_page(Catalogue.read()), encoding="utf-8")


if __name__ == "__main__":
    main()
