"""Drafts: saving without overwriting others, checking, deploying."""

import pytest

from bpm.definitions.models import Draft, ProcessDefinition
from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.builders import END, START, chain, model

GOOD = model("drafted", chain(START, END))
FAULTY = model("drafted", START + "<bpmn:sendTask id='lost'/>")


@pytest.fixture
def editor(alice: Api) -> Api:
    permit(alice, Permission.EDIT_DRAFTS, Permission.DEPLOY)
    return alice


def create(who: Api, content: str = GOOD) -> dict[str, str]:
    """Store a draft."""
    made: dict[str, str] = who.ok("POST", "/drafts", {"name": "Drafted", "content": content})
    return made


def test_a_draft_is_stored_and_read_with_its_revision(editor: Api) -> None:
    answer = editor("POST", "/drafts", {"name": "Drafted", "content": GOOD})

    assert (answer.status, answer.headers["etag"]) == (201, '"1"')
    assert answer.headers["location"] == f"/api/v1/drafts/{answer.json['id']}"
    assert (answer.json["key"], answer.json["kind"]) == ("drafted", "process")
    read = editor("GET", f"/drafts/{answer.json['id']}")
    assert (read.json, read.headers["etag"]) == (answer.json, '"1"')
    (listed,) = editor.ok("GET", "/drafts")["items"]
    assert (listed["id"], listed["content"]) == (answer.json["id"], None)


def test_an_unfinished_model_can_be_kept(editor: Api) -> None:
    for content in ("", "<half", FAULTY):
        assert editor("POST", "/drafts", {"name": "x", "content": content}).status == 201


def test_saving_over_somebody_elses_work_is_refused(editor: Api, bob: Api) -> None:
    permit(bob, Permission.EDIT_DRAFTS)
    draft = create(editor)
    path = f"/drafts/{draft['id']}"

    saved = bob("PUT", path, {"content": FAULTY}, headers={"If-Match": '"1"'})
    lost = editor("PUT", path, {"name": "Mine"}, headers={"If-Match": '"1"'})

    assert (saved.status, saved.json["revision"], saved.headers["etag"]) == (200, 2, '"2"')
    assert (lost.status, lost.code) == (412, "draft_changed")
    assert "bob" in lost.json["detail"]
    now = editor.ok("GET", path)
    assert (now["name"], now["content"], now["updated_by"]) == ("Drafted", FAULTY, "bob")


@pytest.mark.parametrize("header", [None, "*", '"one"', "1", '"-1"', '"1", "2"'])
def test_saving_needs_the_revision_that_was_read(editor: Api, header: str | None) -> None:
    draft = create(editor)
    headers = {} if header is None else {"If-Match": header}

    answer = editor("PUT", f"/drafts/{draft['id']}", {"name": "x"}, headers=headers)

    assert answer.status == 412
    assert Draft.objects.get().name == "Drafted"


def test_the_check_says_what_deployment_would_say(editor: Api) -> None:
    good = editor.ok("POST", "/drafts/check", {"content": GOOD})
    faulty = editor.ok("POST", "/drafts/check", {"content": FAULTY})
    body = {"name": "x", "resources": [{"name": "x.bpmn", "content": FAULTY}]}
    refused = editor("POST", "/deployments", body)

    assert good["errors"] == []
    told = [(error["code"], error["element_id"]) for error in faulty["errors"]]
    assert told == [(error["code"], error["element_id"]) for error in refused.json["errors"]]
    assert told


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace('name="drafted"', f'name="{"n" * 1_001}"'),
        model("drafted", chain(START, END), process=f'versionTag="{"v" * 256}"'),
    ],
)
def test_the_check_refuses_whatever_deployment_refuses(editor: Api, content: str) -> None:
    (told,) = editor.ok("POST", "/drafts/check", {"content": content})["errors"]

    answer = editor("POST", "/deployments", {"name": "x", "resources": [file(content)]})

    assert answer.status == 422
    (refused,) = answer.json["errors"]
    assert (refused["code"], refused["detail"]) == (told["code"], told["detail"])
    assert not ProcessDefinition.objects.exists()


def file(content: str) -> dict[str, str]:
    """Return a file to deploy."""
    return {"name": "x.bpmn", "content": content}


def test_deploy_draft_leaves_the_draft(editor: Api) -> None:
    draft = create(editor)

    answer = editor("POST", f"/drafts/{draft['id']}/deploy", {})

    assert answer.status == 201
    (definition,) = answer.json["process_definitions"]
    assert (definition["key"], definition["version"]) == ("drafted", 1)
    assert editor("GET", f"/drafts/{draft['id']}").status == 200
    assert editor("POST", f"/drafts/{draft['id']}/deploy").json["duplicate"] is True


def test_a_faulty_draft_is_not_deployed(editor: Api) -> None:
    draft = create(editor, FAULTY)

    answer = editor("POST", f"/drafts/{draft['id']}/deploy", {})

    assert (answer.status, answer.code) == (422, "deployment_refused")
    assert not ProcessDefinition.objects.exists()


def test_deploying_a_draft_needs_both_permissions(bob: Api, editor: Api) -> None:
    permit(bob, Permission.EDIT_DRAFTS)
    draft = create(editor)

    answer = bob("POST", f"/drafts/{draft['id']}/deploy", {})

    assert (answer.status, "deployment.create" in answer.json["detail"]) == (403, True)
    assert not ProcessDefinition.objects.exists()


def test_a_draft_is_deleted(editor: Api) -> None:
    draft = create(editor)

    assert editor("DELETE", f"/drafts/{draft['id']}").status == 204
    assert editor("GET", f"/drafts/{draft['id']}").status == 404
    assert editor("DELETE", f"/drafts/{draft['id']}").status == 404


def test_what_was_read_is_deleted_or_deployed_or_nothing(editor: Api) -> None:
    draft = create(editor)
    path = f"/drafts/{draft['id']}"
    read, newest = {"If-Match": '"1"'}, {"If-Match": '"2"'}
    editor.ok("PUT", path, {"name": "Changed"}, headers=read)

    refused = [
        editor("POST", f"{path}/deploy", headers=read),
        editor("DELETE", path, headers=read),
        editor("DELETE", path, headers={"If-Match": "nonsense"}),
    ]

    assert [(answer.status, answer.code) for answer in refused] == [
        (412, "draft_changed"),
        (412, "draft_changed"),
        (412, "precondition_failed"),
    ]
    assert not ProcessDefinition.objects.exists()
    assert editor("POST", f"{path}/deploy", headers=newest).status == 201
    assert editor("DELETE", path, headers=newest).status == 204


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "", "content": ""}, "/name"),
        ({"name": "x" * 256, "content": ""}, "/name"),
        ({"name": "x", "content": "", "key": "k" * 256}, "/key"),
        ({"name": "x"}, "/content"),
        ({"name": "x", "content": 1}, "/content"),
        ({"name": "x", "content": "", "kind": "poem"}, "/kind"),
    ],
)
def test_a_draft_is_checked(editor: Api, body: dict[str, object], pointer: str) -> None:
    answer = editor("POST", "/drafts", body)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert not Draft.objects.exists()


def test_drafts_are_for_those_who_edit_them(editor: Api, charlie: Api, gina: Api) -> None:
    draft = create(editor)
    path = f"/drafts/{draft['id']}"
    headers = {"If-Match": '"1"'}

    for who, status in ((charlie, 403), (gina, 404)):
        assert who("GET", path).status == status
        assert who("PUT", path, {"name": "x"}, headers=headers).status == status
        assert who("DELETE", path).status == status
        assert who("POST", f"{path}/deploy", {}).status == status
        assert who("GET", f"{path}/original").status == status
    assert charlie("GET", "/drafts").status == 403
    assert charlie("POST", "/drafts/check", {"content": ""}).status == 403
    assert gina.ok("POST", "/drafts/search")["items"] == []
    assert editor.ok("GET", path)["revision"] == 1


def test_a_call_of_what_is_not_deployed_is_warned_of(editor: Api, gina: Api) -> None:
    calls = (
        f'<bpmn:callActivity id="{id_}" calledElement="{key}"/>'
        for id_, key in (("near", "caller"), ("far", "rates"), ("open", "=which"))
    )
    content = model("caller", chain(START, *calls, END))
    rates = {"name": "rates", "resources": [file(model("rates", chain(START, END)))]}
    permit(gina, Permission.DEPLOY)

    def warned() -> list[tuple[str, str]]:
        told = editor.ok("POST", "/drafts/check", {"content": content})
        assert told["errors"] == []
        found = [(one["code"], one["element_id"]) for one in told["warnings"]]
        return [one for one in found if one[0] == "called_process_missing"]

    assert warned() == [("called_process_missing", "far")]
    gina.ok("POST", "/deployments", rates)
    assert warned() == [("called_process_missing", "far")]
    permit(editor, Permission.READ_DEFINITIONS)
    editor.ok("POST", "/deployments", rates)
    assert warned() == []


ENTER = (
    '<bpmn:userTask id="enter" camunda:assignee="${clerk}"><bpmn:extensionElements>'
    '<camunda:formData><camunda:formField id="amount" type="long"/></camunda:formData>'
    "</bpmn:extensionElements></bpmn:userTask>"
)
PAY = '<bpmn:serviceTask id="pay" camunda:class="com.acme.Pay"/>'
FOREIGN = model("imported", chain(START, ENTER, PAY, END)).replace(
    "<bpmn:definitions",
    '<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
    1,
)


def test_a_model_of_another_engine_is_imported_with_a_report(editor: Api) -> None:
    told = editor.ok("POST", "/drafts/convert", {"content": FOREIGN})
    assert not Draft.objects.exists()

    answer = editor("POST", "/drafts/import", {"name": "Imported", "content": FOREIGN})
    draft, report = answer.json["draft"], answer.json["report"]
    assert (answer.status, report) == (201, told)
    assert (report["vendors"], report["converted"], report["cannot_run"]) == (["Camunda 7"], 2, 1)
    assert [(one["element_id"], one["setting"], one["fate"]) for one in report["entries"]] == [
        ("enter", "camunda:assignee", "converted"),
        ("enter", "camunda:formData", "converted"),
        ("pay", "class", "cannot_run"),
    ]
    assert [form["key"] for form in answer.json["forms"]] == ["imported-enter"]
    path = f"/drafts/{draft['id']}"
    assert editor.ok("GET", path)["content"] == report["content"]
    assert editor.ok("GET", f"{path}/original") == {"content": FOREIGN}

    errors = editor.ok("POST", "/drafts/check", {"content": report["content"]})["errors"]
    assert ("pay", "unknown_connector") in [(one["element_id"], one["code"]) for one in errors]


def test_what_is_no_model_is_not_imported(editor: Api) -> None:
    for content in ("", "<half", "<html/>"):
        for body, path in (({}, "convert"), ({"name": "x"}, "import")):
            refused = editor("POST", f"/drafts/{path}", {**body, "content": content})
            assert 400 <= refused.status < 500
    assert not Draft.objects.exists()
