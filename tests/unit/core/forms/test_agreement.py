"""The table that the server and the browser agree on, run through the server."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpm.core.forms import Form, Submission, read_form, submit_form
from bpm.core.values import JsonObject, JsonValue, dump_json, encode_variables, parse_json

_TABLE = Path(__file__).parents[3] / "forms" / "agreement.json"
_NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def _cases() -> list[JsonObject]:
    table = parse_json(_TABLE.read_bytes())
    assert isinstance(table, dict)
    cases = table["cases"]
    assert isinstance(cases, list)
    return [case for case in cases if isinstance(case, dict)]


def _object(value: JsonValue) -> JsonObject:
    assert isinstance(value, dict)
    return value


def _form_of(case: JsonObject) -> Form:
    report = read_form(dump_json(case["schema"]))
    assert report.errors == ()
    assert report.form is not None
    return report.form


def _submit(case: JsonObject) -> Submission:
    outcome = case.get("outcome")
    return submit_form(
        _form_of(case),
        known=_object(case["data"]),  # type: ignore[arg-type] # JSON values are values
        sent=_object(case["submitted"]),
        outcome=outcome if isinstance(outcome, str) else None,
        now=_NOW,
    )


def _expected_errors(case: JsonObject) -> list[tuple[str, str]]:
    listed = case.get("errors", [])
    assert isinstance(listed, list)
    return sorted((str(_object(one)["path"]), str(_object(one)["code"])) for one in listed)


def _found_errors(submission: Submission) -> list[tuple[str, str]]:
    return sorted(
        (
            problem.pointer.removeprefix("/variables").strip("/").replace("/", "."),
            problem.code,
        )
        for problem in submission.problems
    )


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["name"]))
def test_the_server_reads_a_form_as_the_table_says(case: JsonObject) -> None:
    submission = _submit(case)

    assert _found_errors(submission) == _expected_errors(case)
    if "values" in case:
        assert submission.values == case["values"]
    if "hidden" in case:
        assert sorted(submission.hidden) == case["hidden"]
    if "written" in case:
        assert encode_variables(submission.written)[0] == case["written"]
    if submission.problems:
        assert submission.written == {}


def test_every_case_says_what_comes_of_it() -> None:
    cases = _cases()

    assert len({str(case["name"]) for case in cases}) == len(cases)
    assert all(("values" in case) != ("errors" in case) for case in cases)
