"""The page of questions is what the catalogue says."""

from __future__ import annotations

from queries.catalogue import Catalogue
from queries.describe import questions_page
from tests.conftest import ROOT


def test_the_page_of_questions_is_what_the_catalogue_says(catalogue: Catalogue) -> None:
    assert (ROOT / "docs" / "questions.md").read_text(encoding="utf-8") == questions_page(catalogue), "run `make docs`"


def test_every_question_is_on_the_page_with_its_address_and_its_command(catalogue: Catalogue) -> None:
    page = questions_page(catalogue)
    for question in catalogue:
        assert f"GET /v1/questions/{question.path}?" in page
        assert f"partnerships ask {question.path} " in page
    assert len(list(catalogue)) >= 35
