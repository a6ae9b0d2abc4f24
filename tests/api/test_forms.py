"""Forms over the API: deployed, versioned, bound, built as drafts, tried out."""

import json
from typing import Any

import pytest

from tests.api.client import Api, Tenants
from tests.api.forms import REVIEW, deploy, process, reach
from tests.forms.schemas import field, schema


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


def test_where_a_form_is_used(admin: Api) -> None:
    deployment = deploy(admin, buy=process(), review=REVIEW)
    reach(admin)
    reach(admin)

    usage = admin.ok("GET", f"/forms/{deployment['forms'][0]['id']}/usage")

    assert usage["open_user_tasks"] == 2
    (found,) = usage["process_definitions"]
    assert (found["key"], found["version"]) == ("buy", 1)
    assert [element["id"] for element in found["elements"]] == ["work"]


def test_what_becomes_of_those_that_use_a_form_is_told_before_it_is_deleted(admin: Api) -> None:
    first = deploy(admin, review=REVIEW)
    deploy(admin, bound=process(key="bound"))
    second = deploy(admin, review=REVIEW.replace("v1", "v2"))
    deploy(admin, newest=process('key="review" binding="latest"', key="newest"))
    deploy(admin, tagged=process('key="review" binding="versionTag" versionTag="v1"', key="tagged"))
    reach(admin, "newest")

    told = admin.ok("GET", f"/deployments/{second['id']}/deletion")
    before = admin.ok("GET", f"/deployments/{first['id']}/deletion")
    refused = admin("DELETE", f"/deployments/{first['id']}")

    assert [found["version"] for found in told["forms"]] == [2]
    assert (told["used_by"], told["staying_user_tasks"]) == ([], 1)
    assert fates(told) == [("newest", 2, 1)]
    assert (fates(before), before["staying_user_tasks"]) == ([("bound", 1, 1)], 0)
    assert [found["key"] for found in before["used_by"]] == ["tagged"]
    # Another version is left, but none with the tag.
    assert (refused.status, refused.code) == (409, "deployment_in_use")
    (problem,) = refused.json["errors"]
    assert (problem["code"], problem["element_id"]) == ("in_use", "work")
    assert [found["version"] for found in admin.ok("GET", "/forms")["items"]] == [2, 1]
    admin.ok("DELETE", f"/deployments/{second['id']}")
    assert admin.ok("GET", f"{reach(admin, 'newest')}/form")["form"]["version"] == 1


def fates(told: dict[str, Any]) -> list[tuple[str, int, int]]:
    """What each process uses now, and what it uses then."""
    return [
        (user["key"], user["going_version"], user["next_version"]) for user in told["staying_users"]
    ]


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
