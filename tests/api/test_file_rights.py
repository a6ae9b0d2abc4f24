"""Who may have a file: by variables, user tasks and forms."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import UNUSED_ID, Api, permit
from tests.api.forms import deploy as deploy_forms, process, reach as reach_task
from tests.api.instances import count_rows, deploy, start
from tests.api.uploads import PDF, PNG, uploaded
from tests.builders import END, START, chain, user_task
from tests.forms.schemas import field, schema

pytestmark = pytest.mark.django_db(transaction=True)

TASK = chain(START, user_task("check"), END)
TYPES = {"variable_types": {"doc": "file"}}


def with_file(who: Api, key: str, reference: Any) -> Any:
    """Start an instance whose variable ``doc`` is a file."""
    body = {"definition_key": key, "variables": {"doc": reference}, **TYPES}
    return who.ok("POST", "/process-instances", body)


def test_a_file_is_its_uploaders_until_it_is_used(alice: Api, bob: Api, gina: Api) -> None:
    file = uploaded(alice)

    for who in (bob, gina):
        for method, path in (("GET", ""), ("GET", "/content"), ("GET", "/preview"), ("DELETE", "")):
            answer = who(method, f"/files/{file['id']}{path}")
            assert (answer.status, answer.code) == (404, "file_not_found"), path
    alice.ok("DELETE", f"/files/{file['id']}")
    assert alice("GET", f"/files/{file['id']}").status == 404


def test_those_who_see_the_variable_read_the_file(
    admin: Api, alice: Api, bob: Api, charlie: Api, gina: Api
) -> None:
    permit(charlie, Permission.START_INSTANCES)
    file = uploaded(charlie, content=b"the offer")
    content = f"/files/{file['id']}/content"
    begun = with_file(charlie, deploy(admin, TASK), file)
    task = f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}"

    assert admin("GET", content).raw == b"the offer"
    # A candidate without a form sees the instance's header and no variable.
    assert alice("GET", content).status == 404
    alice.ok("POST", f"{task}/claim")
    assert alice("GET", content).raw == b"the offer"
    assert bob("GET", content).status == 404
    assert gina("GET", content).status == 404
    in_use = charlie("DELETE", f"/files/{file['id']}")
    assert (in_use.status, in_use.code) == (409, "file_in_use")
    admin.ok("PATCH", f"/process-instances/{begun['id']}/variables", {"variables": {"doc": None}})
    assert alice("GET", content).status == 404
    assert charlie("GET", content).status == 200
    assert admin("GET", content).status == 200


def ways_in(admin: Api, who: Api, reference: Any) -> list[Any]:
    """Return what a person is answered who refers to a file on every way in."""
    key = deploy(admin, TASK)
    permit(who, Permission.START_INSTANCES, Permission.OPERATE_INSTANCES, Permission.READ_INSTANCES)
    deep = {"variables": {"a": {"b/c": [1, reference]}}, "variable_types": {"/a/b~1c/1": "file"}}
    begun = start(admin, key)
    task = f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}"
    catch = '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m"/>'
    catch += "</bpmn:intermediateCatchEvent>"
    return [
        who("POST", "/process-instances", {"definition_key": key, **deep}),
        who("POST", f"{task}/complete", deep),
        who("PATCH", f"/process-instances/{begun['id']}/variables", deep),
    ]


def test_a_file_of_somebody_else_cannot_be_referred_to(
    admin: Api, alice: Api, bob: Api, gina: Api
) -> None:
    theirs = uploaded(gina, content=b"theirs")
    bobs = uploaded(bob, content=b"bob's")
    never = {**bobs, "id": UNUSED_ID}
    for reference in (theirs, bobs, never):
        for answer in ways_in(admin, alice, reference):
            assert (answer.status, answer.code) == (422, "invalid_file_reference"), answer.raw
            assert answer.pointers == ["/variables/a/b~1c/1"]
            assert answer.json["errors"][0]["code"] == "unknown_file"
            assert b"theirs" not in answer.raw
    assert count_rows()["file_use"] == 0


def test_a_reference_that_says_something_else_is_refused(admin: Api, alice: Api) -> None:
    file = uploaded(alice, name="a.txt", content=b"text")
    wrong: list[dict[str, object]] = [
        {"name": "b.txt"},
        {"media_type": "image/png"},
        {"size": 1},
        {"sha256": "0" * 64},
    ]
    for difference in wrong:
        for answer in ways_in(admin, alice, {**file, **difference}):
            assert answer.status == 422, answer.raw
            assert answer.json["errors"][0]["code"] == "file_mismatch"


def test_who_may_read_a_file_may_pass_it_on(admin: Api, alice: Api) -> None:
    file = uploaded(alice)

    answers = ways_in(admin, alice, file)

    assert [answer.status for answer in answers] == [201, 200, 409]
    assert count_rows()["file_use"] == 2
    assert admin.ok("GET", f"/files/{file['id']}")["is_used"] is True


# ---- fields of forms -------------------------------------------------------------------------


def reach_form(admin: Api) -> tuple[str, str]:
    """Return the paths of a task whose form takes a letter, and of its instance."""
    limits: dict[str, object] = {"accept": ".pdf", "validate": {"required": True, "maxSize": 500}}
    review = schema("review", field("filepicker", "letter", **limits))
    deploy_forms(admin, buy=process(), review=review)
    task = reach_task(admin)
    return task, f"/process-instances/{admin.ok('GET', task)['process_instance_id']}"


def test_a_field_of_a_form_takes_a_file(admin: Api, alice: Api, bob: Api) -> None:
    task, instance = reach_form(admin)
    file = uploaded(alice, name="letter.pdf", content=PDF)

    alice.ok("POST", f"{task}/complete", {"variables": {"letter": file}})

    kept = admin.ok("GET", f"{instance}/variables")
    assert kept["variables"]["letter"] == file
    assert kept["variable_types"] == {"letter": "file"}
    assert admin("GET", f"/files/{file['id']}/content").raw == PDF
    assert admin.ok("GET", f"/files/{file['id']}")["is_used"] is True
    assert bob("GET", f"/files/{file['id']}/content").status == 404


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("letter.png", PNG, "file_not_accepted"),
        ("letter.pdf", PDF + b"x" * 500, "file_too_large"),
    ],
)
def test_the_rules_of_a_field_hold(
    admin: Api, alice: Api, name: str, content: bytes, code: str
) -> None:
    task, _ = reach_form(admin)
    file = uploaded(alice, name=name, content=content)
    before = count_rows()

    answer = alice("POST", f"{task}/complete", {"variables": {"letter": file}})

    assert (answer.status, answer.pointers) == (422, ["/variables/letter"])
    assert answer.json["errors"][0]["code"] == code
    assert count_rows() == before


def test_a_field_takes_no_file_of_others(admin: Api, alice: Api, bob: Api, gina: Api) -> None:
    task, _ = reach_form(admin)
    theirs = [uploaded(who, name="letter.pdf", content=PDF) for who in (bob, gina)]
    smaller = {**uploaded(alice, name="letter.pdf", content=PDF + b"x" * 600), "size": 10}
    before = count_rows()

    for reference in (*theirs, {**theirs[0], "id": UNUSED_ID}, smaller):
        answer = alice("POST", f"{task}/complete", {"variables": {"letter": reference}})
        assert (answer.status, answer.pointers) == (422, ["/variables/letter"]), answer.raw
        assert answer.code == "invalid_file_reference"
        assert answer.json["errors"][0]["detail"].startswith("Letter: ")
    body = {"variables": {"letter": theirs[0]}}
    answer = alice("POST", f"{task}/complete", body, headers={"Accept-Language": "de"})
    told = "Letter: Die Datei 'letter.pdf' gibt es für Sie nicht; laden Sie sie neu hoch."
    assert answer.json["errors"][0]["detail"] == told
    assert count_rows() == before
