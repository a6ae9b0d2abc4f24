"""Forms over the API: deployed, versioned, shown, submitted with tasks and starts, drafts."""

import json
from typing import Any

import pytest
from django.db import connection

from tests.api.client import Api, Tenants
from tests.builders import END, START, chain, model, user_task
from tests.forms.schemas import field, outcome, schema

REVIEW = schema(
    "review",
    field("textfield", "title", readonly=True),
    field("number", "order.amount", id="amount", validate={"min": 1}),
    field("textfield", "comment", validate={"required": True}),
    outcome("approve"),
    outcome("refuse"),
    name="Review",
    versionTag="v1",
)
ASK = schema("ask", field("textfield", "title", validate={"required": True}))


def task_with(reference: str, id_: str = "work") -> str:
    """Return a user task with a form."""
    return user_task(id_).replace(
        "</bpmn:extensionElements>", f"<bpm:formRef {reference}/></bpmn:extensionElements>"
    )


def start_with(reference: str) -> str:
    """Return a start event with a form."""
    return (
        '<bpmn:startEvent id="start"><bpmn:extensionElements>'
        f"<bpm:formRef {reference}/></bpmn:extensionElements></bpmn:startEvent>"
    )


def deploy(admin: Api, **files: str) -> Any:
    """Deploy models and forms by key; what begins with ``<`` is a model."""
    resources = [
        {"name": f"{key}.{'bpmn' if text.startswith('<') else 'form'}", "content": text}
        for key, text in files.items()
    ]
    return admin.ok("POST", "/deployments", {"name": "forms", "resources": resources})


def process(reference: str = 'key="review"', start: str = START) -> str:
    """Return a model whose one user task shows a form."""
    return model("buy", chain(start, task_with(reference), END))


def reach(api: Api, **variables: Any) -> str:
    """Start a process and return the address of its user task."""
    body = {"definition_key": "buy", "variables": variables}
    instance = api.ok("POST", "/process-instances", body)
    return f"/user-tasks/{instance['waiting_at'][0]['user_task_id']}"


def variables_of(admin: Api, task: str) -> Any:
    """Return the variables of a task's instance."""
    instance_id = admin.ok("GET", task)["process_instance_id"]
    return admin.ok("GET", f"/process-instances/{instance_id}/variables")


def test_a_form_is_deployed_beside_its_process(admin: Api) -> None:
    deployment = deploy(admin, buy=process(), review=REVIEW)

    (form,) = deployment["forms"]
    assert (form["key"], form["version"], form["version_tag"]) == ("review", 1, "v1")
    assert (form["name"], form["resource_name"]) == ("Review", "review.form")
    assert admin.ok("GET", f"/forms/{form['id']}") == form
    assert admin.ok("GET", "/forms/by-key/review") == form
    assert admin.ok("GET", "/forms")["items"] == [form]
    assert admin("GET", f"/forms/{form['id']}/schema").raw.decode() == REVIEW


def test_what_did_not_change_gets_no_new_version(admin: Api) -> None:
    first = deploy(admin, buy=process(), review=REVIEW)
    again = deploy(admin, buy=process(), review=REVIEW)

    assert again["duplicate"] is True
    assert (again["id"], again["forms"]) == (first["id"], first["forms"])


def test_a_changed_form_takes_the_process_that_is_bound_to_it_along(admin: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    changed = deploy(admin, buy=process(), review=REVIEW.replace("Review", "Look"))

    assert [found["version"] for found in changed["process_definitions"]] == [2]
    assert [found["version"] for found in changed["forms"]] == [2]
    assert admin.ok("GET", f"{reach(admin)}/form")["form"]["name"] == "Look"


def test_a_changed_form_leaves_a_process_alone_that_takes_the_newest(admin: Api) -> None:
    newest = process('key="review" binding="latest"')
    deploy(admin, buy=newest, review=REVIEW)
    before = reach(admin)
    changed = deploy(admin, buy=newest, review=REVIEW.replace("Review", "Look"))

    assert [found["version"] for found in changed["process_definitions"]] == [1]
    assert admin.ok("GET", f"{before}/form")["form"]["version"] == 1
    assert admin.ok("GET", f"{reach(admin)}/form")["form"]["version"] == 2


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ('key="review"', 2),
        ('key="review" binding="latest"', 3),
        ('key="review" binding="version" version="1"', 1),
        ('key="review" binding="versionTag" versionTag="v1"', 1),
        ("key='=\"review\"'", 2),
    ],
)
def test_the_binding_chooses_the_version(admin: Api, reference: str, version: int) -> None:
    deploy(admin, review=REVIEW)
    deploy(admin, review=REVIEW.replace("v1", "v2"))
    deploy(admin, buy=process(reference))
    deploy(admin, review=REVIEW.replace("v1", "v3"))

    task = reach(admin)

    assert admin.ok("GET", f"{task}/form")["form"]["version"] == version
    shown = admin.ok("GET", task)
    assert (shown["form_key"], shown["form_version"]) == ("review", version)


@pytest.mark.parametrize(
    "reference",
    [
        'key="nothing"',
        'key="review" binding="version" version="7"',
        'key="review" binding="versionTag" versionTag="v7"',
        'key="nothing" binding="latest"',
    ],
)
def test_a_form_that_is_not_there_forbids_the_deployment(admin: Api, reference: str) -> None:
    deploy(admin, review=REVIEW)
    body = {"name": "x", "resources": [{"name": "a.bpmn", "content": process(reference)}]}

    refused = admin("POST", "/deployments", body)
    checked = admin.ok("POST", "/drafts/check", {"content": process(reference)})

    assert (refused.status, refused.code) == (422, "deployment_refused")
    (error,) = refused.json["errors"]
    assert (error["code"], error["element_id"], error["resource"]) == (
        "form_not_found",
        "work",
        "a.bpmn",
    )
    assert [found["code"] for found in checked["errors"]] == ["form_not_found"]
    assert admin.ok("GET", "/process-definitions")["items"] == []


def test_a_form_that_feel_names_wrongly_stops_at_an_incident(admin: Api) -> None:
    deploy(admin, buy=process('key="=wanted"'))
    body = {"definition_key": "buy", "variables": {"wanted": "nothing"}}

    instance = admin.ok("POST", "/process-instances", body)
    incident_id = instance["waiting_at"][0]["incident_id"]
    deploy(admin, nothing=schema("nothing"))
    admin.ok("PATCH", f"/process-instances/{instance['id']}/variables", {"variables": {}})
    retried = admin("POST", f"/incidents/{incident_id}/retry", {})

    assert instance["waiting_at"][0]["user_task_id"] is None
    assert retried.status == 200
    incident = admin.ok("GET", f"/incidents/{incident_id}")
    assert "'nothing'" in incident["message"]


def test_a_faulty_form_is_refused_at_its_component(admin: Api) -> None:
    faulty = schema("bad", {"type": "iframe", "id": "frame"}, field("textfield", "a..b"))
    body = {"name": "x", "resources": [{"name": "bad.form", "content": faulty}]}

    refused = admin("POST", "/deployments", body)
    checked = admin.ok("POST", "/drafts/check", {"content": faulty, "kind": "form"})

    assert (refused.status, refused.code) == (422, "deployment_refused")
    told = [(e["code"], e["pointer"], e["resource"]) for e in refused.json["errors"]]
    assert told == [
        ("form_unsupported_component", "/components/0/type", "bad.form"),
        ("form_invalid_key", "/components/1/key", "bad.form"),
    ]
    assert [found["code"] for found in checked["errors"]] == [code for code, _, _ in told]
    assert admin.ok("GET", "/forms")["items"] == []


def test_one_key_is_one_form_in_a_deployment(admin: Api) -> None:
    resources = [{"name": f"{n}.form", "content": REVIEW} for n in ("a", "b")]

    refused = admin("POST", "/deployments", {"name": "x", "resources": resources})

    assert [error["code"] for error in refused.json["errors"]] == ["form_key_twice"] * 2


def test_a_task_shows_its_form_and_the_variables_that_it_uses(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin, title="Chair", order={"amount": 12.50, "id": 7}, salary=1000)

    shown = alice.ok("GET", f"{task}/form")

    assert shown["variables"] == {"title": "Chair", "order": {"amount": 12.50, "id": 7}}
    form = shown["form"]
    assert form["schema"] == json.loads(REVIEW)
    assert form["outcomes"] == [
        {"value": "approve", "label": "Approve"},
        {"value": "refuse", "label": "Refuse"},
    ]
    assert (form["outcome_variable"], form["needs_outcome"]) == ("outcome", True)


def test_tasks_are_found_by_their_form(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin)
    form_id = alice.ok("GET", task)["form_id"]

    for query in (f"form_id={form_id}", "form_key=review"):
        (found,) = alice.ok("GET", f"/user-tasks?{query}")["items"]
        assert task.endswith(found["id"])
    assert alice.ok("GET", "/user-tasks?form_key=ask")["items"] == []


def test_the_inputs_of_a_task_are_shown_as_well(admin: Api, alice: Api) -> None:
    task = task_with('key="ask"').replace(
        "</bpmn:extensionElements>",
        '<bpm:io><bpm:input name="hint">=12</bpm:input></bpm:io></bpmn:extensionElements>',
    )
    deploy(admin, buy=model("buy", chain(START, task, END)), ask=ASK)

    shown = alice.ok("GET", f"{reach(admin, secret=1)}/form")

    assert shown["variables"] == {"hint": 12}


def test_completing_writes_what_the_form_lets_pass(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin, title="Chair", order={"amount": 12.50, "id": 7})
    body = {
        "variables": {"order": {"amount": 15}, "comment": "Fine"},
        "outcome": "approve",
    }

    done = alice.ok("POST", f"{task}/complete", body)

    assert done["state"] == "completed"
    history = admin.ok("GET", f"/process-instances/{done['process_instance_id']}/history")
    (told,) = [
        event
        for entry in history["items"]
        for event in entry["events"]
        if event["type"] == "user_task_completed"
    ]
    assert told["outcome"] == "approve"
    assert variables_of(admin, task)["variables"] == {
        "title": "Chair",
        "order": {"amount": 15, "id": 7},
        "comment": "Fine",
        "outcome": "approve",
    }


def test_every_fault_is_named_and_nothing_is_written(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin, title="Chair")
    body = {
        "variables": {"title": "Table", "order": {"amount": 0}, "salary": 1},
        "outcome": "promote",
    }

    refused = alice("POST", f"{task}/complete", body)

    assert (refused.status, refused.code) == (422, "form_invalid")
    assert sorted((error["pointer"], error["code"]) for error in refused.json["errors"]) == [
        ("/outcome", "unknown_outcome"),
        ("/variables/comment", "required"),
        ("/variables/order/amount", "too_small"),
        ("/variables/salary", "unknown_field"),
        ("/variables/title", "field_read_only"),
    ]
    assert "amount" in {error.get("element_id") for error in refused.json["errors"]}
    assert variables_of(admin, task)["variables"] == {"title": "Chair"}
    assert alice.ok("GET", task)["state"] == "open"


def test_a_refused_form_can_be_mended_under_the_same_key(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin)
    key = {"Idempotency-Key": "one"}
    wrong = alice("POST", f"{task}/complete", {"outcome": "approve"}, headers=key)
    body = {"variables": {"comment": "x", "order": {"amount": 2}}, "outcome": "approve"}

    right = alice("POST", f"{task}/complete", body, headers=key)
    again = alice("POST", f"{task}/complete", body, headers=key)

    assert (wrong.status, right.status, again.status) == (422, 200, 200)
    assert again.json == right.json


def test_dates_of_a_form_are_dates(admin: Api, alice: Api) -> None:
    form = schema("ask", {**field("datetime", "day"), "subtype": "date"})
    deploy(admin, buy=process('key="ask"'), ask=form)
    task = reach(admin)

    alice.ok("POST", f"{task}/complete", {"variables": {"day": "2030-05-01"}})

    assert variables_of(admin, task) == {
        "variables": {"day": "2030-05-01"},
        "variable_types": {"day": "date"},
    }


def test_a_task_without_a_form_has_no_outcomes(admin: Api, alice: Api) -> None:
    deploy(admin, buy=model("buy", chain(START, user_task("work"), END)))
    task = reach(admin)

    refused = alice("POST", f"{task}/complete", {"variables": {"any": 1}, "outcome": "x"})

    assert (refused.status, refused.code, refused.pointers) == (422, "form_invalid", ["/outcome"])
    assert alice.ok("POST", f"{task}/complete", {"variables": {"any": 1}})["state"] == "completed"


def test_a_start_form_is_shown_and_decides(admin: Api) -> None:
    deploy(admin, buy=process(start=start_with('key="ask"')), ask=ASK, review=REVIEW)
    definition = admin.ok("GET", "/process-definitions/by-key/buy")
    start = {"definition_key": "buy", "form": True}

    shown = admin.ok("GET", f"/process-definitions/{definition['id']}/start-form")
    wrong = admin("POST", "/process-instances", {**start, "variables": {"salary": 1}})
    other = {**start, "variables": {"title": "x"}, "form_id": definition["id"]}
    stale = admin("POST", "/process-instances", other)
    good = {**start, "variables": {"title": "x"}, "form_id": shown["form"]["id"]}
    started = admin.ok("POST", "/process-instances?include=variables", good)

    assert (shown["form"]["key"], shown["variables"]) == ("ask", {})
    assert (wrong.status, wrong.code) == (422, "form_invalid")
    assert sorted(wrong.pointers) == ["/variables/salary", "/variables/title"]
    assert (stale.status, stale.code) == (409, "form_changed")
    assert started["variables"] == {"title": "x"}
    assert len(admin.ok("GET", "/process-instances")["items"]) == 1


def test_the_outcome_of_a_start_form_is_a_variable(admin: Api) -> None:
    form = schema("ask", outcome("urgent"), outcome("later"), outcomeVariable="speed")
    deploy(admin, buy=process(start=start_with('key="ask"')), ask=form, review=REVIEW)
    start = {"definition_key": "buy", "form": True}

    refused = admin("POST", "/process-instances", start)
    started = admin.ok(
        "POST", "/process-instances?include=variables", {**start, "outcome": "urgent"}
    )

    assert (refused.code, refused.pointers) == ("form_invalid", ["/outcome"])
    assert started["variables"] == {"speed": "urgent"}


def test_programs_start_without_the_form(admin: Api) -> None:
    deploy(admin, buy=process(start=start_with('key="ask"')), ask=ASK, review=REVIEW)

    started = admin.ok(
        "POST",
        "/process-instances?include=variables",
        {"definition_key": "buy", "variables": {"n": 1}},
    )
    refused = admin("POST", "/process-instances", {"definition_key": "buy", "outcome": "x"})

    assert started["variables"] == {"n": 1}
    assert (refused.status, refused.pointers) == (422, ["/outcome"])


def test_a_process_without_a_start_form_takes_none(admin: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)

    refused = admin("POST", "/process-instances", {"definition_key": "buy", "form": True})

    assert (refused.status, refused.code, refused.pointers) == (422, "no_start_form", ["/form"])


def test_a_draft_is_kept_by_revision(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin)
    form_id = alice.ok("GET", f"{task}/form")["form"]["id"]
    typed = {"variables": {"comment": "half"}, "form_id": form_id}

    first = alice("PUT", f"{task}/draft", typed, headers={"If-Match": '"0"'})
    second = alice("PUT", f"{task}/draft", typed, headers={"If-Match": '"1"'})
    late = alice("PUT", f"{task}/draft", typed, headers={"If-Match": '"1"'})
    found = alice("GET", f"{task}/draft")

    assert (first.status, second.status) == (200, 200)
    assert (late.status, late.code) == (412, "task_draft_changed")
    assert found.headers["etag"] == '"2"'
    assert found.json["variables"] == {"comment": "half"}
    assert (found.json["form_id"], found.json["form_version"]) == (form_id, 1)
    assert (found.json["is_outdated"], found.json["revision"]) == (False, 2)


def test_a_draft_for_another_form_is_refused(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin)
    typed = {"variables": {"comment": "x"}, "form_id": "01900000-0000-7000-8000-000000000000"}

    refused = alice("PUT", f"{task}/draft", typed)

    assert (refused.status, refused.code) == (409, "form_changed")
    assert alice.ok("GET", f"{task}/draft")["variables"] == {}


def test_a_draft_of_an_older_form_says_so(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin)
    alice.ok("PUT", f"{task}/draft", {"variables": {"comment": "x"}})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE task_draft SET form_id = gen_random_uuid(), form_version = 0")

    found = alice.ok("GET", f"{task}/draft")

    assert (found["is_outdated"], found["variables"]) == (True, {"comment": "x"})


def test_a_draft_is_discarded(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin)
    alice.ok("PUT", f"{task}/draft", {"variables": {"comment": "x"}})

    assert alice("DELETE", f"{task}/draft").status == 204
    assert alice("DELETE", f"{task}/draft").status == 204
    assert alice.ok("GET", f"{task}/draft")["revision"] == 0


def test_where_a_form_is_used(admin: Api) -> None:
    deployment = deploy(admin, buy=process(), review=REVIEW)
    reach(admin)
    reach(admin)

    usage = admin.ok("GET", f"/forms/{deployment['forms'][0]['id']}/usage")

    assert usage["open_user_tasks"] == 2
    (found,) = usage["process_definitions"]
    assert (found["key"], found["version"], found["elements"]) == ("buy", 1, ["work"])


def test_a_deleted_form_stays_with_those_that_are_bound_to_it(admin: Api, alice: Api) -> None:
    forms = deploy(admin, review=REVIEW)
    deploy(admin, buy=process())
    admin.ok("DELETE", f"/deployments/{forms['id']}")

    shown = alice.ok("GET", f"{reach(admin)}/form")

    assert shown["form"]["version"] == 1
    assert admin.ok("GET", "/forms")["items"] == []
    assert admin("GET", f"/forms/{forms['forms'][0]['id']}").code == "form_not_found"


def test_a_form_is_built_as_a_draft(admin: Api) -> None:
    body = {"name": "Review", "kind": "form", "content": REVIEW}

    draft = admin.ok("POST", "/drafts", body)
    deployed = admin.ok("POST", f"/drafts/{draft['id']}/deploy")

    assert (draft["kind"], draft["key"]) == ("form", "review")
    assert [form["resource_name"] for form in deployed["forms"]] == ["review.form"]


def test_a_form_is_tried_out(admin: Api, alice: Api) -> None:
    body = {
        "schema": json.loads(REVIEW),
        "variables": {"title": "Chair"},
        "submitted": {"order": {"amount": 0}},
        "outcome": "approve",
    }

    tried = admin.ok("POST", "/forms/evaluate", body)
    good = {**body, "submitted": {"order": {"amount": 3}, "comment": "x"}}
    faulty = admin("POST", "/forms/evaluate", {"schema": {"id": "x", "components": [{}]}})

    assert tried["valid"] is False
    assert [error["pointer"] for error in tried["errors"]] == [
        "/variables/order/amount",
        "/variables/comment",
    ]
    assert admin.ok("POST", "/forms/evaluate", good)["values"] == {
        "order": {"amount": 3},
        "comment": "x",
        "outcome": "approve",
    }
    assert (faulty.status, faulty.pointers) == (422, ["/schema/components/0/type"])
    assert alice("POST", "/forms/evaluate", body).status == 403


def test_another_tenant_has_forms_of_its_own(tenants: Tenants) -> None:
    deployment = deploy(tenants.admin, review=REVIEW)
    body = {"name": "x", "resources": [{"name": "a.bpmn", "content": process()}]}

    refused = tenants.gina("POST", "/deployments", body)
    own = deploy(tenants.gina, review=REVIEW)

    assert [error["code"] for error in refused.json["errors"]] == ["form_not_found"]
    assert own["forms"][0]["version"] == 1
    assert tenants.gina("GET", f"/forms/{deployment['forms'][0]['id']}").status == 404
    assert len(tenants.gina.ok("GET", "/forms")["items"]) == 1
