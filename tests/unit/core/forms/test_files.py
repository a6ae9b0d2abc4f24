"""Fields that take files."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bpm.core.forms import Submission, read_form, submit_form
from bpm.core.values import FileReference, JsonObject, dump_json
from tests.forms.schemas import field, schema

ID = "01900000-0000-7000-8000-000000000000"


def file(name: str = "a.pdf", media_type: str = "application/pdf", size: int = 10) -> JsonObject:
    return {
        "id": ID,
        "name": name,
        "media_type": media_type,
        "size": Decimal(size),
        "sha256": "0" * 64,
    }


def submit(component: dict[str, object], sent: JsonObject, known: Any = None) -> Submission:
    report = read_form(schema("f", component).encode())
    assert report.form is not None, report.errors
    now = datetime(2026, 5, 4, tzinfo=UTC)
    return submit_form(report.form, known=known or {}, sent=sent, outcome=None, now=now)


def codes(submission: Submission) -> list[str]:
    return [problem.code for problem in submission.problems]


def test_a_file_becomes_a_reference() -> None:
    written = submit(field("filepicker", "doc"), {"doc": file()}).written

    reference = written["doc"]
    assert isinstance(reference, FileReference)
    assert (reference.id, reference.size) == (UUID(ID), 10)


def test_several_files_become_a_list() -> None:
    written = submit(
        field("filepicker", "docs", multiple=True), {"docs": [file(), file("b.pdf")]}
    ).written

    assert [item.name for item in written["docs"]] == ["a.pdf", "b.pdf"]  # type: ignore[union-attr] # a list of files


@pytest.mark.parametrize(("multiple", "empty"), [(False, None), (True, [])])
def test_what_nobody_fills_in_is_empty(multiple: bool, empty: object) -> None:
    assert submit(field("filepicker", "doc", multiple=multiple), {}).written == {"doc": empty}


@pytest.mark.parametrize(
    ("multiple", "sent", "code"),
    [
        (False, "files::1", "not_a_file"),
        (False, [file()], "not_a_file"),
        (False, {"id": ID}, "not_a_file"),
        (False, {**file(), "path": "/etc/passwd"}, "not_a_file"),
        (False, {**file(), "id": "../x"}, "not_a_file"),
        (False, {**file(), "size": Decimal("1.5")}, "not_a_file"),
        (True, file(), "wrong_type"),
        (True, [file(), None], "not_a_file"),
    ],
)
def test_what_is_no_file_is_refused(multiple: bool, sent: Any, code: str) -> None:
    submission = submit(field("filepicker", "doc", multiple=multiple), {"doc": sent})

    assert codes(submission) == [code]
    assert submission.problems[0].pointer == "/variables/doc"
    assert submission.written == {}


@pytest.mark.parametrize(
    ("accept", "name", "media_type", "is_taken"),
    [
        (".pdf", "a.PDF", "application/octet-stream", True),
        (".pdf, image/*", "a.png", "image/png", True),
        ("application/pdf", "a", "application/pdf", True),
        ("*/*", "a", "text/csv", True),
        ("", "a", "text/csv", True),
        (".pdf,image/*", "a.txt", "text/plain", False),
        (".pdf", "pdf", "application/pdf", False),
    ],
)
def test_only_accepted_kinds_are_taken(
    accept: str, name: str, media_type: str, is_taken: bool
) -> None:
    submission = submit(field("filepicker", "doc", accept=accept), {"doc": file(name, media_type)})

    assert codes(submission) == ([] if is_taken else ["file_not_accepted"])


def test_size_and_number_have_limits() -> None:
    limits = {"maxSize": 10, "maxFiles": 1}
    several = field("filepicker", "docs", multiple=True, validate=limits)

    assert codes(submit(several, {"docs": [file()]})) == []
    found = codes(submit(several, {"docs": [file(), file(size=11)]}))
    assert found == ["too_many_files", "file_too_large"]


def test_a_file_may_be_required() -> None:
    required = {"required": True}

    assert codes(submit(field("filepicker", "doc", validate=required), {})) == ["required"]
    known = {"doc": submit(field("filepicker", "doc"), {"doc": file()}).written["doc"]}
    kept = submit(field("filepicker", "doc", validate=required), {}, known)
    assert codes(kept) == []
    assert kept.written == {}
    assert dump_json(kept.values) == dump_json({"doc": file()})


def test_what_a_variable_holds_that_is_no_file_is_not_shown() -> None:
    known = {"docs": ["text", None]}

    assert submit(field("filepicker", "docs", multiple=True), {}, known).values == {"docs": []}
