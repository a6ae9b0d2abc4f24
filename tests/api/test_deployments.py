"""Deploying over REST: versions, refusals, repetition, deletion."""

from collections.abc import Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bpm.definitions.models import Deployment, ProcessDefinition, Resource
from bpm.identity.contracts import Permission
from bpm.identity.models import DefinitionKey
from tests.api.client import Answer, Api, permit
from tests.builders import END, START, chain, model, user_task

SIMPLE = chain(START, END)
WITH_TASK = chain(START, user_task("work"), END)
FAULTY = (
    START
    + '<bpmn:exclusiveGateway id="gate"/>'
    + END
    + '<bpmn:sequenceFlow id="a" sourceRef="start" targetRef="gate"/>'
    '<bpmn:sequenceFlow id="b" sourceRef="gate" targetRef="end">'
    "<bpmn:conditionExpression>amount &gt; </bpmn:conditionExpression></bpmn:sequenceFlow>"
    '<bpmn:sequenceFlow id="c" sourceRef="gate" targetRef="nowhere"/>'
)


def deploy(
    who: Api, *models: tuple[str, str], query: str = "", headers: Mapping[str, str] | None = None
) -> Answer:
    """Deploy models by key and body."""
    resources = [{"name": f"{key}.bpmn", "content": model(key, body)} for key, body in models]
    body = {"name": "test", "resources": resources}
    return who("POST", f"/deployments{query}", body, headers=headers)


def stored() -> tuple[int, int, int, int]:
    """Count all rows that a deployment writes."""
    return (
        Deployment.objects.count(),
        Resource.objects.count(),
        ProcessDefinition.objects.count(),
        DefinitionKey.objects.count(),
    )


def test_a_deployment_makes_a_version(admin: Api) -> None:
    answer = deploy(admin, ("first", SIMPLE))

    assert answer.status == 201
    assert answer.headers["location"] == f"/api/v1/deployments/{answer.json['id']}"
    assert (answer.json["duplicate"], answer.json["deployed_by"]) == (False, "ada")
    (definition,) = answer.json["process_definitions"]
    assert (definition["key"], definition["version"], definition["state"]) == ("first", 1, "active")
    assert admin.ok("GET", f"/deployments/{answer.json['id']}")["resources"] == ["first.bpmn"]


def test_what_was_said_at_deployment_stands_at_the_versions(admin: Api) -> None:
    content = model("first", SIMPLE)
    body = {
        "name": "test",
        "note": "  Two levels,\r\nas agreed. ",
        "resources": [{"name": "first.bpmn", "content": content}],
    }

    answer = admin("POST", "/deployments", body)

    assert (answer.status, answer.json["note"]) == (201, "Two levels,\nas agreed.")
    (definition,) = answer.json["process_definitions"]
    said = admin.ok("GET", f"/process-definitions/{definition['id']}")["note"]
    assert said == admin.ok("GET", f"/deployments/{answer.json['id']}")["note"]
    assert said == "Two levels,\nas agreed."
    draft = {"kind": "process", "name": "first", "content": model("first", WITH_TASK)}
    draft_id = admin("POST", "/drafts", draft).json["id"]
    deployed = admin("POST", f"/drafts/{draft_id}/deploy", {"note": "A task"}).json
    assert deployed["process_definitions"][0]["note"] == "A task"


@pytest.mark.parametrize("note", ["x" * 2001, "a bell \a"])
def test_a_note_is_short_and_readable(admin: Api, note: str) -> None:
    body = {
        "name": "test",
        "note": note,
        "resources": [{"name": "first.bpmn", "content": model("first", SIMPLE)}],
    }

    answer = admin("POST", "/deployments", body)

    assert answer.status == 422
    assert [error["code"] for error in answer.json["errors"]] == ["invalid_note"]
    assert stored() == (0, 0, 0, 0)


def test_the_same_again_is_the_same_deployment(admin: Api) -> None:
    first = deploy(admin, ("first", SIMPLE))
    before = stored()

    second = deploy(admin, ("first", SIMPLE))

    assert (second.status, second.json["duplicate"]) == (200, True)
    assert second.json["id"] == first.json["id"]
    assert second.json["process_definitions"] == first.json["process_definitions"]
    assert stored() == before


def test_only_what_changed_gets_a_new_version(admin: Api) -> None:
    deploy(admin, ("one", SIMPLE), ("two", SIMPLE))

    answer = deploy(admin, ("one", WITH_TASK), ("two", SIMPLE))

    versions = {d["key"]: d["version"] for d in answer.json["process_definitions"]}
    assert (answer.status, versions) == (201, {"one": 2, "two": 1})


def test_going_back_to_an_old_model_is_a_new_version(admin: Api) -> None:
    for body, version in ((SIMPLE, 1), (WITH_TASK, 2), (SIMPLE, 3)):
        (definition,) = deploy(admin, ("key", body)).json["process_definitions"]
        assert definition["version"] == version


def test_a_dry_run_answers_the_same_and_stores_nothing(admin: Api) -> None:
    before = stored()

    answer = deploy(admin, ("first", SIMPLE), query="?dry_run=true")

    assert (answer.status, answer.json["process_definitions"][0]["version"]) == (200, 1)
    assert stored() == before
    refused = deploy(admin, ("faulty", FAULTY), query="?dry_run=true")
    assert refused.status == 422
    assert stored() == before


def test_every_fault_is_named_and_nothing_is_stored(admin: Api) -> None:
    before = stored()

    answer = deploy(admin, ("good", SIMPLE), ("faulty", FAULTY), ("third", "<bpmn:task/>"))

    assert (answer.status, answer.code) == (422, "deployment_refused")
    errors = answer.json["errors"]
    assert {"b", "c"} <= {error["element_id"] for error in errors}
    assert {error["resource"] for error in errors} == {"faulty.bpmn", "third.bpmn"}
    assert all(error["code"] and error["detail"] for error in errors)
    assert stored() == before


@pytest.mark.parametrize(
    "content",
    [
        "",
        "hello",
        "<a/>",
        "<bpmn:definitions>",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        "<a>" * 100_000,
        model("key", SIMPLE).replace("</bpmn:definitions>", ""),
    ],
)
def test_what_is_no_model_is_refused(admin: Api, content: str) -> None:
    before = stored()

    answer = admin(
        "POST",
        "/deployments",
        {"name": "bad", "resources": [{"name": "x.bpmn", "content": content}]},
    )

    assert answer.status == 422, answer.raw
    assert answer.json["errors"][0]["resource"] == "x.bpmn"
    assert b"root:" not in answer.raw
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../x.bpmn", "invalid_resource_name"),
        ("/etc/x.bpmn", "invalid_resource_name"),
        ("a\\b.bpmn", "invalid_resource_name"),
        ("a//b.bpmn", "invalid_resource_name"),
        ("a\nb.bpmn", "invalid_resource_name"),
        ("x" * 260 + ".bpmn", "invalid_resource_name"),
        ("", "invalid_resource_name"),
        ("virus.exe", "unsupported_resource"),
    ],
)
def test_names_of_files_are_checked(admin: Api, name: str, code: str) -> None:
    before = stored()
    body = {"name": "bad", "resources": [{"name": name, "content": model("key", SIMPLE)}]}

    answer = admin("POST", "/deployments", body)

    assert (answer.status, answer.json["errors"][0]["code"]) == (422, code)
    assert stored() == before


def test_a_key_or_a_name_twice_is_refused(admin: Api) -> None:
    resource = {"name": "x.bpmn", "content": model("key", SIMPLE)}
    same_key = {"name": "y.bpmn", "content": model("key", WITH_TASK)}

    for resources, code in (
        ([resource, same_key], "process_key_twice"),
        ([resource, resource], "resource_name_twice"),
        ([], "invalid_resources"),
    ):
        answer = admin("POST", "/deployments", {"name": "bad", "resources": resources})
        assert (answer.status, answer.json["errors"][0]["code"]) == (422, code)
    assert stored()[0] == 0


def test_a_repeated_request_is_done_once(admin: Api) -> None:
    key = {"Idempotency-Key": "deploy-1"}
    first = deploy(admin, ("key", SIMPLE), headers=key)
    deploy(admin, ("key", WITH_TASK))

    again = deploy(admin, ("key", SIMPLE), headers=key)

    assert again.json == first.json
    assert admin.ok("GET", "/process-definitions/by-key/key")["version"] == 2


def test_files_are_uploaded_byte_for_byte(admin: Api) -> None:
    content = model("umlauts", SIMPLE).replace('name="umlauts"', 'name="Prüfung"').encode()
    response = admin.client.post(
        "/api/v1/deployments",
        {"name": "upload", "files": [SimpleUploadedFile("umlauts.bpmn", content)]},
        headers={"Authorization": f"Bearer {admin.token}"},
    )

    assert response.status_code == 201
    (definition,) = response.json()["process_definitions"]
    assert definition["name"] == "Prüfung"
    xml = admin("GET", f"/process-definitions/{definition['id']}/xml")
    assert (xml.raw, xml.headers["content-type"]) == (content, "application/xml")


def test_an_upload_with_other_parts_is_refused(admin: Api) -> None:
    response = admin.client.post(
        "/api/v1/deployments",
        {"name": "upload", "file": SimpleUploadedFile("x.bpmn", b"<a/>")},
        headers={"Authorization": f"Bearer {admin.token}"},
    )

    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/file"


def test_deploying_needs_the_permission(charlie: Api) -> None:
    answer = deploy(charlie, ("key", SIMPLE))

    assert (answer.status, answer.code) == (403, "permission_missing")
    assert "deployment.create" in answer.json["detail"]
    assert stored()[0] == 0

    permit(charlie, Permission.DEPLOY)
    assert deploy(charlie, ("key", SIMPLE)).status == 201


def test_each_tenant_counts_its_own_versions(admin: Api, gina: Api) -> None:
    deploy(admin, ("key", SIMPLE))
    deploy(admin, ("key", WITH_TASK))

    answer = deploy(gina, ("key", SIMPLE))

    assert (answer.status, answer.json["process_definitions"][0]["version"]) == (201, 1)
    assert len(gina.ok("GET", "/deployments")["items"]) == 1


def test_a_deployment_is_deleted_and_its_numbers_are_not_used_again(admin: Api) -> None:
    deploy(admin, ("key", SIMPLE))
    second = deploy(admin, ("key", WITH_TASK)).json

    assert admin("DELETE", f"/deployments/{second['id']}").status == 204

    assert admin("GET", f"/deployments/{second['id']}").status == 404
    definition_id = second["process_definitions"][0]["id"]
    assert admin("GET", f"/process-definitions/{definition_id}").status == 404
    assert admin.ok("GET", "/process-definitions/by-key/key")["version"] == 1
    assert admin("DELETE", f"/deployments/{second['id']}").status == 404
    third = deploy(admin, ("key", WITH_TASK)).json
    assert (third["duplicate"], third["process_definitions"][0]["version"]) == (False, 3)


def test_a_deployment_with_running_instances_stays(admin: Api) -> None:
    made = deploy(admin, ("key", WITH_TASK)).json
    instance = admin.ok("POST", "/process-instances", {"definition_key": "key"})

    answer = admin("DELETE", f"/deployments/{made['id']}")

    assert (answer.status, answer.code) == (409, "deployment_in_use")
    assert admin("GET", f"/deployments/{made['id']}").status == 200

    assert admin("DELETE", f"/deployments/{made['id']}?cascade=true").status == 204
    assert admin.ok("GET", f"/process-instances/{instance['id']}")["state"] == "cancelled"
    assert admin("POST", "/process-instances", {"definition_key": "key"}).status == 404
    definition_id = made["process_definitions"][0]["id"]
    assert admin("GET", f"/process-definitions/{definition_id}/xml").status == 200


def test_nobody_deletes_the_deployments_of_others(admin: Api, alice: Api, gina: Api) -> None:
    made = deploy(admin, ("key", SIMPLE)).json

    assert alice("DELETE", f"/deployments/{made['id']}").status == 403
    assert gina("DELETE", f"/deployments/{made['id']}").status == 404
    assert alice("GET", f"/deployments/{made['id']}").status == 404
    assert gina("GET", f"/deployments/{made['id']}").status == 404
    assert admin("GET", f"/deployments/{made['id']}").status == 200


def document(text: str = "drawn") -> dict[str, str]:
    """Return a file of which nothing can run, with elements that the engine does not know."""
    drawing = f'{START}<bpmn:complexGateway id="gate" name="{text}"/>{END}'
    content = model("drawing", drawing).replace('isExecutable="true"', 'isExecutable="false"')
    return {"name": "drawing.bpmn", "content": content}


def test_a_drawing_is_kept_as_documentation(admin: Api) -> None:
    body = {"name": "drawings", "resources": [document()]}

    made = admin("POST", "/deployments", body)

    assert (made.status, made.json["process_definitions"]) == (201, [])
    warning = made.json["warnings"][0]
    assert (warning["code"], warning["element_id"]) == ("not_executable", "drawing")
    assert admin.ok("GET", f"/deployments/{made.json['id']}")["resources"] == ["drawing.bpmn"]
    assert admin("POST", "/process-instances", {"definition_key": "drawing"}).status == 404
    again = admin("POST", "/deployments", body)
    assert (again.status, again.json["id"], again.json["duplicate"]) == (200, made.json["id"], True)
    assert admin("DELETE", f"/deployments/{made.json['id']}").status == 204


def test_a_file_that_holds_nothing_is_refused(admin: Api) -> None:
    content = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"/>'
    )
    before = stored()

    refused = admin(
        "POST",
        "/deployments",
        {"name": "empty", "resources": [{"name": "empty.bpmn", "content": content}]},
    )

    assert (refused.status, refused.json["errors"][0]["code"]) == (422, "no_executable_process")
    assert stored() == before


def test_a_drawing_beside_an_unchanged_process_is_kept_too(admin: Api, gina: Api) -> None:
    process = {"name": "key.bpmn", "content": model("key", SIMPLE)}
    for who in (admin, gina):
        who.ok("POST", "/deployments", {"name": "x", "resources": [process, document("old")]})
    before = stored()

    made = admin("POST", "/deployments", {"name": "x", "resources": [process, document("new")]})

    assert (made.status, made.json["duplicate"]) == (201, False)
    assert made.json["process_definitions"][0]["version"] == 1
    assert stored() == (before[0] + 1, before[1] + 2, *before[2:])


def test_a_draft_must_be_able_to_run(admin: Api) -> None:
    draft = admin.ok("POST", "/drafts", {"name": "d", "content": document()["content"]})

    answer = admin("POST", f"/drafts/{draft['id']}/deploy")

    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "no_executable_process")


CALLER = chain(START, '<bpmn:callActivity id="call" name="Call it" calledElement="callee"/>', END)


def test_what_would_go_with_a_deployment_is_told_before(admin: Api) -> None:
    made = deploy(admin, ("key", WITH_TASK)).json
    path = f"/deployments/{made['id']}/deletion"
    admin.ok("POST", "/process-instances", {"definition_key": "key"})

    told = admin.ok("GET", path)

    assert told["process_definitions"] == [
        {"key": "key", "name": "key", "version": 1, "is_last": True}
    ]
    figures = ("running", "finished", "incidents", "user_tasks", "jobs")
    assert [told[figure] for figure in figures] == [1, 0, 0, 1, 0]
    assert told["used_by"] == []
    assert admin("GET", f"/deployments/{made['id']}").status == 200
    deploy(admin, ("key", SIMPLE))
    assert admin.ok("GET", path)["process_definitions"][0]["is_last"] is False


def test_what_another_process_calls_stays(admin: Api) -> None:
    called = deploy(admin, ("callee", SIMPLE)).json
    caller = deploy(admin, ("caller", CALLER)).json

    told = admin.ok("GET", f"/deployments/{called['id']}/deletion")
    answer = admin("DELETE", f"/deployments/{called['id']}?cascade=true")

    assert told["used_by"] == [
        {
            "key": "caller",
            "name": "caller",
            "version": 1,
            "needs": "process",
            "needed_key": "callee",
            "elements": [{"id": "call", "name": "Call it"}],
        }
    ]
    assert (answer.status, answer.code) == (409, "deployment_in_use")
    (problem,) = answer.json["errors"]
    assert (problem["code"], problem["element_id"]) == ("in_use", "call")
    assert admin("GET", f"/deployments/{called['id']}").status == 200
    # A second version may go, and the last one once nobody calls it.
    second = deploy(admin, ("callee", WITH_TASK)).json
    assert admin("DELETE", f"/deployments/{second['id']}").status == 204
    assert admin("DELETE", f"/deployments/{caller['id']}").status == 204
    assert admin("DELETE", f"/deployments/{called['id']}").status == 204


def test_who_calls_a_process_and_what_it_uses(admin: Api, gina: Api) -> None:
    called = deploy(admin, ("callee", SIMPLE)).json["process_definitions"][0]["id"]
    caller = deploy(admin, ("caller", CALLER)).json["process_definitions"][0]["id"]

    of_called = admin.ok("GET", f"/process-definitions/{called}/uses")
    of_caller = admin.ok("GET", f"/process-definitions/{caller}/uses")

    assert [(one["key"], one["elements"]) for one in of_called["callers"]] == [
        ("caller", [{"id": "call", "name": "Call it"}])
    ]
    assert of_called["calls"] == []
    assert of_caller["calls"] == [
        {"key": "callee", "elements": [{"id": "call", "name": "Call it"}]}
    ]
    assert (of_caller["callers"], of_caller["forms"], of_caller["decisions"]) == ([], [], [])
    assert gina("GET", f"/process-definitions/{caller}/uses").status == 404
