"""What version 1 promises: the committed document, that the API keeps it, and that each kind of break would be told."""

from __future__ import annotations

import os
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from api import promise
from api.contract import operations
from api.promise import PROMISE, breaks, missing_for_comparing, present, promised, written

Document = dict[str, Any]


@pytest.fixture(scope="module")
def committed() -> Document:
    return promised()


@pytest.fixture
def comparing() -> None:
    """Leave the test out where additions and breaks cannot be told apart; with `CI=true` that is a failure."""
    if missing := missing_for_comparing():
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true nothing may be left out, and {missing}", pytrace=False)
        pytest.skip(f"breaks of the contract are not looked for: {missing}")


def _parameter(document: Document, path: str, name: str) -> Document:
    found: Document
    (found,) = (one for one in document["paths"][path]["get"]["parameters"] if one["name"] == name)
    return found


def _without_examples(document: Document) -> Document:
    bare = deepcopy(document)
    for operation in operations(bare):
        for content in operation["responses"]["200"]["content"].values():
            content.pop("examples", None)
    return bare


def test_the_committed_document_is_what_the_code_has() -> None:
    assert PROMISE.read_text(encoding="utf-8") == written(present()), "docs/openapi.json lags behind: run `make docs`"


def test_the_document_that_is_served_is_the_committed_one_with_examples(
    document: Document, committed: Document
) -> None:
    assert _without_examples(document) == committed


def test_the_committed_document_holds_no_answers(committed: Document) -> None:
    assert _without_examples(committed) == committed


@pytest.mark.usefixtures("comparing")
def test_nothing_that_is_promised_is_broken(committed: Document) -> None:
    assert breaks(committed, present()) == [], "version 1 is kept: add beside it, and run `make docs`"


def _an_address_goes(document: Document) -> None:
    del document["paths"]["/v1/countries/{country}"]


def _a_field_goes(document: Document) -> None:
    row = document["components"]["schemas"]["members_of_body"]
    del row["properties"]["role"]
    row["required"].remove("role")


def _a_field_that_may_be_missing_goes(document: Document) -> None:
    del document["components"]["schemas"]["Problem"]["properties"]["remedy"]


def _a_field_may_be_missing(document: Document) -> None:
    document["components"]["schemas"]["CountryAnswer"]["required"].remove("status")


def _a_field_has_another_type(document: Document) -> None:
    document["components"]["schemas"]["members_of_body"]["properties"]["claim"]["type"] = "integer"


def _a_field_may_be_null(document: Document) -> None:
    document["components"]["schemas"]["members_of_body"]["properties"]["claim"]["type"] = ["string", "null"]


def _a_choice_goes(document: Document) -> None:
    _parameter(document, "/v1/frameworks/{id}/members", "role")["schema"]["enum"].remove("observer")


def _a_value_of_answers_goes(document: Document) -> None:
    document["components"]["schemas"]["CountryAnswer"]["properties"]["status"]["enum"].remove("none")


def _a_value_that_nobody_expects_is_answered(document: Document) -> None:
    document["components"]["schemas"]["members_of_body"]["properties"]["certainty"]["enum"].append("perhaps")


def _a_parameter_must_be_given(document: Document) -> None:
    _parameter(document, "/v1/embassies", "host")["required"] = True


def _a_new_parameter_must_be_given(document: Document) -> None:
    new = {"name": "new", "in": "query", "required": True, "schema": {"type": "string"}}
    document["paths"]["/v1/embassies"]["get"]["parameters"].append(new)


def _a_parameter_goes(document: Document) -> None:
    parameters = document["paths"]["/v1/embassies"]["get"]["parameters"]
    parameters.remove(_parameter(document, "/v1/embassies", "ally"))


def _a_parameter_is_held_to_less(document: Document) -> None:
    _parameter(document, "/v1/embassies", "limit")["schema"]["maximum"] = 10


def _a_default_changes(document: Document) -> None:
    _parameter(document, "/v1/embassies", "format")["schema"]["default"] = "csv"


def _a_form_of_lists_goes(document: Document) -> None:
    del document["paths"]["/v1/embassies"]["get"]["responses"]["200"]["content"]["text/csv"]


def _a_status_goes(document: Document) -> None:
    del document["paths"]["/v1/countries/{country}"]["get"]["responses"]["404"]


def _a_header_goes(document: Document) -> None:
    del document["paths"]["/v1/countries"]["get"]["responses"]["200"]["headers"]["ETag"]


def _a_method_of_clients_goes(document: Document) -> None:
    document["paths"]["/v1/countries"]["get"]["operationId"] = "nations"


BREAKS = (
    _an_address_goes,
    _a_field_goes,
    _a_field_that_may_be_missing_goes,
    _a_field_may_be_missing,
    _a_field_has_another_type,
    _a_field_may_be_null,
    _a_choice_goes,
    _a_value_of_answers_goes,
    _a_value_that_nobody_expects_is_answered,
    _a_parameter_must_be_given,
    _a_new_parameter_must_be_given,
    _a_parameter_goes,
    _a_parameter_is_held_to_less,
    _a_default_changes,
    _a_form_of_lists_goes,
    _a_status_goes,
    _a_header_goes,
    _a_method_of_clients_goes,
)


def _an_address_comes(document: Document) -> None:
    document["paths"]["/v1/new"] = deepcopy(document["paths"]["/v1/countries"])
    document["paths"]["/v1/new"]["get"]["operationId"] = "new"


def _a_field_comes(document: Document) -> None:
    row = document["components"]["schemas"]["members_of_body"]
    row["properties"]["new"] = {"type": "string"}
    row["required"].append("new")


def _a_parameter_comes(document: Document) -> None:
    new = {"name": "new", "in": "query", "required": False, "schema": {"type": "string"}}
    document["paths"]["/v1/embassies"]["get"]["parameters"].append(new)


def _a_choice_comes(document: Document) -> None:
    _parameter(document, "/v1/frameworks/{id}/members", "role")["schema"]["enum"].append("guest")


def _a_problem_comes(document: Document) -> None:
    document["paths"]["/v1/countries"]["get"]["responses"]["507"] = {"description": "No room."}


def _words_change(document: Document) -> None:
    document["info"]["description"] = "Other words."
    document["paths"]["/v1/countries"]["get"]["summary"] = "Other words."


ADDITIONS = (_an_address_comes, _a_field_comes, _a_parameter_comes, _a_choice_comes, _a_problem_comes, _words_change)


def _name(change: Callable[[Document], None]) -> str:
    return change.__name__.strip("_").replace("_", " ")


@pytest.mark.usefixtures("comparing")
@pytest.mark.parametrize("change", BREAKS, ids=_name)
def test_a_break_is_told(change: Callable[[Document], None], committed: Document) -> None:
    changed = deepcopy(committed)
    change(changed)
    assert changed != committed
    assert breaks(committed, changed)


@pytest.mark.usefixtures("comparing")
def test_additions_are_no_break(committed: Document) -> None:
    changed = deepcopy(committed)
    for change in ADDITIONS:
        change(changed)
    assert breaks(committed, changed) == []


@pytest.mark.usefixtures("comparing")
def test_the_document_is_not_written_over_a_break(
    committed: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = deepcopy(committed)
    _an_address_comes(more)
    file = tmp_path / "openapi.json"
    file.write_text(written(more), encoding="utf-8")
    monkeypatch.setattr(promise, "PROMISE", file)
    with pytest.raises(SystemExit, match=r"(?s)breaks what version 1 promises.*GET /v1/new"):
        promise.main()
    assert file.read_text(encoding="utf-8") == written(more)


@pytest.mark.usefixtures("comparing")
def test_the_document_grows_by_what_is_added(
    committed: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    less = deepcopy(committed)
    del less["paths"]["/v1/embassies"]
    file = tmp_path / "openapi.json"
    file.write_text(written(less), encoding="utf-8")
    monkeypatch.setattr(promise, "PROMISE", file)
    promise.main()
    assert file.read_text(encoding="utf-8") == PROMISE.read_text(encoding="utf-8")
