"""What people should not send with forms, and every hostile text and member of the lists there."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.client import UNUSED_ID, Answer, Api
from tests.api.forms import deploy, process, reach, variables_of
from tests.api.instances import count_rows
from tests.api.uploads import PDF, uploaded
from tests.forms.schemas import field, outcome, schema
from tests.payloads import needs_payloads, read_payloads

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}]
FORM = schema(
    "review",
    {**field("textfield", "note", id="f1"), "label": "Anmerkung"},
    {**field("number", "amount", id="f2", decimalDigits=2), "label": "Betrag"},
    {**field("select", "size", id="f3", values=OPTIONS), "label": "Größe"},
    {**field("textfield", "covert", conditional={"hide": "=true"}, id="f4"), "label": "Geheimes"},
    {**field("textfield", "fixed", readonly=True, id="f5"), "label": "Festes"},
    {**field("textfield", "off", disabled=True, id="f6"), "label": "Gesperrtes"},
    {**field("filepicker", "letter", id="f7", accept=".pdf"), "label": "Schreiben"},
    {**field("checkbox", "agreed", id="f8"), "label": "Zustimmung"},
    {**field("textfield", "reason", validate={"required": True}, id="f9"), "label": "Begründung"},
    outcome("approve"),
)


@pytest.mark.parametrize(
    ("given", "pointer", "code", "label"),
    [
        ({"salary": 1}, "/variables/salary", "unknown_field", "salary"),
        ({"reason": ""}, "/variables/reason", "required", "Begründung"),
        ({"covert": "x"}, "/variables/covert", "field_hidden", "Geheimes"),
        ({"fixed": "x"}, "/variables/fixed", "field_read_only", "Festes"),
        ({"off": "x"}, "/variables/off", "field_disabled", "Gesperrtes"),
        ({"note": 7}, "/variables/note", "wrong_type", "Anmerkung"),
        ({"note": {"$type": "file"}}, "/variables/note", "wrong_type", "Anmerkung"),
        ({"agreed": "yes"}, "/variables/agreed", "wrong_type", "Zustimmung"),
        ({"amount": "many"}, "/variables/amount", "not_a_number", "Betrag"),
        ({"amount": 1.005}, "/variables/amount", "too_many_decimals", "Betrag"),
        ({"size": "xl"}, "/variables/size", "not_an_option", "Größe"),
        ({"letter": "letter.pdf"}, "/variables/letter", "not_a_file", "Schreiben"),
    ],
)
def test_the_field_is_named_in_the_language_of_the_person(
    admin: Api, alice: Api, given: dict[str, Any], pointer: str, code: str, label: str
) -> None:
    deploy(admin, buy=process(), review=FORM)
    task = reach(admin, reason="kept")
    before = count_rows()
    body = {"variables": given, "outcome": "approve"}

    english = alice("POST", f"{task}/complete", body)
    german = alice("POST", f"{task}/complete", body, headers={"Accept-Language": "de"})

    for answer in (english, german):
        assert (answer.status, answer.code) == (422, "form_invalid"), answer.raw
        (error,) = answer.json["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code)
        assert label in error["detail"]
    assert english.json["errors"][0]["detail"] != german.json["errors"][0]["detail"]
    assert count_rows() == before
    assert variables_of(admin, task)["variables"] == {"reason": "kept"}


def test_a_file_is_read_after_the_task_by_those_who_still_see_it(
    admin: Api, alice: Api, bob: Api, gina: Api
) -> None:
    deploy(admin, buy=process(), review=FORM)
    task = reach(admin)
    alice.ok("POST", f"{task}/claim")
    letter = uploaded(alice, name="letter.pdf", content=PDF)
    body = {"variables": {"letter": letter, "reason": "x"}, "outcome": "approve"}
    alice.ok("POST", f"{task}/complete", body)
    content = f"/files/{letter['id']}/content"

    assert alice("GET", content).raw == PDF
    assert admin("GET", content).raw == PDF
    for who in (bob, gina):
        assert who("GET", content).status == 404
        assert who("DELETE", f"/files/{letter['id']}").status == 404
    assert alice("DELETE", f"/files/{letter['id']}").code == "file_in_use"


# ---- the lists -------------------------------------------------------------------------------


def is_only_text(answer: Answer) -> bool:
    """Return whether no browser takes this answer for a page."""
    kind, guard = answer.headers["content-type"], answer.headers["x-content-type-options"]
    return kind.startswith(("application/json", "application/problem+json")) and guard == "nosniff"


def form_of(text: str) -> str:
    """Return a form that says this text wherever an author may write."""
    options = [{"label": text, "value": text}]
    return schema(
        "review",
        {"type": "text", "id": "t", "text": text},
        {"type": "html", "id": "h", "content": text},
        {**field("textfield", "note", description=text, defaultValue=text), "label": text},
        {**field("select", "size", values=options), "label": text},
        {**field("number", "amount", validate={"required": True}), "label": text},
        {"type": "button", "action": "submit", "label": text, "properties": {"outcome": "go"}},
        name=text,
    )


@needs_payloads
def test_texts_of_forms_and_beside_tasks_that_want_to_be_pages(
    admin: Api, alice: Api, files_dir: Path
) -> None:
    entries = read_payloads("xss")
    deploy(admin, buy=process('key="review" binding="latest"'), review=FORM)
    kept = 0
    for entry in entries:
        text = entry["payload"]
        resources = [{"name": "review.form", "content": form_of(text)}]
        answers = [admin("POST", "/deployments", {"name": text, "resources": resources})]
        assert answers[0].status in {201, 400, 422}, (entry["id"], answers[0].raw)
        if answers[0].status != 201:
            assert is_only_text(answers[0]), entry["id"]
            continue
        task = reach(admin)
        alice.ok("POST", f"{task}/claim")
        shown = alice("GET", f"{task}/form")
        assert shown.json["form"]["schema"] == json.loads(form_of(text)), entry["id"]
        draft = alice("PUT", f"{task}/draft", {"variables": {"note": text}})
        assert draft.json["variables"] == {"note": text}, entry["id"]
        comment = alice("POST", f"{task}/comments", {"text": text})
        file = uploaded(alice, name="offer.pdf", content=PDF)
        beside = {"file_id": file["id"], "description": text}
        attached = alice("POST", f"{task}/attachments", beside)
        refused = alice("POST", f"{task}/complete", {"variables": {text: text}, "outcome": text})
        assert refused.status == 422, (entry["id"], refused.raw)
        body = {"variables": {"note": text, "size": text, "amount": 1}, "outcome": "go"}
        done = alice("POST", f"{task}/complete", body)
        told = alice("GET", f"{task}/history")
        answers += [shown, draft, comment, attached, refused, done, told]
        for answer in answers:
            assert answer.status < 500, (entry["id"], answer.raw)
            assert is_only_text(answer), (entry["id"], answer.headers)
        if done.status == 200:
            assert variables_of(admin, task)["variables"]["note"] == text, entry["id"]
            kept += 1
    assert len(entries) > 20
    assert kept > len(entries) / 2


@needs_payloads
def test_members_that_no_form_has(admin: Api, alice: Api, files_dir: Path) -> None:
    deploy(admin, buy=process(), review=FORM)
    task = reach(admin, reason="kept")
    alice.ok("POST", f"{task}/claim")
    file = uploaded(alice, name="offer.pdf", content=PDF)
    before, entries = count_rows(), read_payloads("mass_assignment")
    for entry in entries:
        name = entry["field"]
        as_variable = {"variables": {name: "1"}, "outcome": "approve"}
        answer = alice("POST", f"{task}/complete", as_variable)
        assert (answer.status, answer.code) == (422, "form_invalid"), (entry["id"], answer.raw)
        assert [error["code"] for error in answer.json["errors"]] == ["unknown_field"], entry["id"]
        reference = {**file, name: "1"} if name not in file else {**file, name: UNUSED_ID}
        bodies = {
            ("POST", f"{task}/complete"): {"variables": {"letter": reference}},
            ("PUT", f"{task}/draft"): {"variables": {}, name: "1"},
            ("POST", f"{task}/attachments"): {"file_id": file["id"], name: "1"},
            ("POST", f"{task}/comments"): {"text": "x", name: "1"},
        }
        for (method, path), body in bodies.items():
            answer = alice(method, path, body)
            assert answer.status == 422, (entry["id"], path, answer.raw)
    assert len(entries) > 50
    assert count_rows() == before
    assert variables_of(admin, task)["variables"] == {"reason": "kept"}


def nested(depth: int) -> Any:
    """Return a value of this depth."""
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("variables", "statuses"),
    [
        ({"note": "x" * 1_100_000}, {413, 422}),
        ({"note": "x" * 11_000_000}, {413}),
        ({"note": nested(200)}, {400, 422}),
        ({f"n{number}": 1 for number in range(1_100)}, {422}),
        ({"amount": int("7" * 40)}, {400, 422}),
    ],
    ids=["variable", "body", "depth", "count", "digits"],
)
def test_what_has_no_measure_is_refused(
    admin: Api, alice: Api, variables: dict[str, Any], statuses: set[int]
) -> None:
    deploy(admin, buy=process(), review=FORM)
    task = reach(admin, reason="kept")
    before = count_rows()

    answers = [
        alice("POST", f"{task}/complete", {"variables": variables, "outcome": "approve"}),
        alice("PUT", f"{task}/draft", {"variables": variables}),
    ]

    for answer in answers:
        assert answer.status in statuses, answer.raw[:500]
        assert len(answer.raw) < 1_000_000
    assert count_rows() == before
