"""Forms of user tasks over the API: shown, submitted, kept as drafts."""

import json

from django.db import connection

from tests.api.client import Api
from tests.api.forms import ASK, REVIEW, deploy, process, reach, task_with, variables_of
from tests.builders import END, START, chain, model, user_task
from tests.forms.schemas import field, schema


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


def test_who_reads_a_task_reads_the_diagram_around_it_but_not_the_model(
    admin: Api, alice: Api, charlie: Api
) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin, title="Chair")
    definition = alice.ok("GET", task)["definition_id"]

    shown = alice("GET", f"{task}/diagram")

    assert (shown.status, shown.headers["content-type"]) == (200, "application/xml")
    assert b"<bpmn:userTask" in shown.raw
    assert b"extensionElements" not in shown.raw
    assert b"extensionElements" in admin("GET", f"/process-definitions/{definition}/xml").raw
    assert alice("GET", f"/process-definitions/{definition}/xml").status == 404
    assert charlie("GET", f"{task}/diagram").status == 404


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
        "secret_variables": [],
    }


def test_a_task_without_a_form_has_no_outcomes(admin: Api, alice: Api) -> None:
    deploy(admin, buy=model("buy", chain(START, user_task("work"), END)))
    task = reach(admin)

    refused = alice("POST", f"{task}/complete", {"variables": {"any": 1}, "outcome": "x"})

    assert (refused.status, refused.code, refused.pointers) == (422, "form_invalid", ["/outcome"])
    assert alice.ok("POST", f"{task}/complete", {"variables": {"any": 1}})["state"] == "completed"


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
    assert found["labels"] == {}


def test_a_draft_is_discarded(admin: Api, alice: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)
    task = reach(admin)
    alice.ok("PUT", f"{task}/draft", {"variables": {"comment": "x"}})

    assert alice("DELETE", f"{task}/draft").status == 204
    assert alice("DELETE", f"{task}/draft").status == 204
    assert alice.ok("GET", f"{task}/draft")["revision"] == 0
