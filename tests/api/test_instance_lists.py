"""The list of instances over REST: facets, saved views, and the list as a file."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import pytest

from bpm.runtime.queries import instance_export
from tests.api.client import UNUSED_ID, Api, Tenants
from tests.api.instances import GATEWAY, deploy, start
from tests.builders import END, START, chain, model, user_task

pytestmark = pytest.mark.django_db(transaction=True)

_FOR_OTHERS = user_task("first", 'candidateGroups="others"')
_TWO_STEPS = chain(START, user_task("first"), user_task("second"), END)


def found(who: Api, **conditions: Any) -> list[str]:
    """Return the business keys that a search finds."""
    page = who.ok("POST", "/process-instances/search", {"filter": conditions})
    return [item["business_key"] for item in page["items"]]


def test_instances_are_found_at_the_step_where_they_are(admin: Api) -> None:
    key = deploy(admin, _TWO_STEPS)
    moved = start(admin, key, business_key="moved")
    start(admin, key, business_key="stays")
    task = f"/user-tasks/{moved['waiting_at'][0]['user_task_id']}"
    admin.ok("POST", f"{task}/assign", {"assignee": "ada"})
    admin.ok("POST", f"{task}/complete", {"variables": {}})

    assert found(admin, definition_key=key, step="first") == ["stays"]
    assert found(admin, definition_key=key, step="second") == ["moved"]
    assert found(admin, definition_key=key, step="start") == []
    assert found(admin, definition_id=moved["definition_id"], step="second") == ["moved"]
    assert found(admin, definition_key="other", step="second") == []


def test_instances_are_found_by_version(admin: Api) -> None:
    key = deploy(admin, _TWO_STEPS)
    start(admin, key, business_key="old")
    content = model(key, chain(START, user_task("first"), END))
    resources = [{"name": f"{key}.bpmn", "content": content}]
    admin.ok("POST", "/deployments", {"name": key, "resources": resources})
    start(admin, key, business_key="new")

    assert found(admin, definition_key=key, version=1) == ["old"]
    assert found(admin, definition_key=key, version=2, step="first") == ["new"]
    assert found(admin, definition_key=key, version=3) == []
    listed = admin.ok("GET", f"/process-instances?definition_key={key}&version=1")["items"]
    assert [item["business_key"] for item in listed] == ["old"]


def test_instances_are_found_by_the_text_of_their_error(admin: Api, alice: Api) -> None:
    key = deploy(admin, GATEWAY)
    start(admin, key, business_key="stopped", variables={"amount": "much"})
    start(admin, key, business_key="runs", variables={"amount": 1})
    (incident,) = admin.ok("GET", f"/incidents?definition_key={key}")["items"]
    words = incident["message"][3:20].upper()

    assert found(admin, error=words) == ["stopped"]
    assert found(admin, error="nothing of the kind") == []
    other = deploy(admin, GATEWAY)
    grant = {"permission": "process_instance.read", "user": "alice"}
    admin.ok("POST", f"/process-definitions/by-key/{other}/permissions", grant)
    assert found(alice, error=words) == []


@pytest.mark.parametrize("is_common", [False, True])
def test_many_and_few_are_found_alike(
    admin: Api, monkeypatch: pytest.MonkeyPatch, is_common: bool
) -> None:
    if is_common:
        monkeypatch.setattr("bpm.runtime.queries.place_search._MOST_AT_ONCE", 0)
    key = deploy(admin, _TWO_STEPS)
    start(admin, key, business_key="stays")

    assert found(admin, definition_key=key, step="first") == ["stays"]
    assert found(admin, definition_key=key, step="second") == []


@pytest.mark.parametrize(
    "conditions",
    [
        {"step": "first"},
        {"definition_key": "k", "step": 5},
        {"definition_key": "k", "step": ""},
        {"version": 1},
        {"definition_key": "k", "version": "one"},
        {"definition_key": "k", "version": 1.5},
        {"error": ""},
        {"error": {"$like": "x"}},
        {"error": "x" * 201},
    ],
)
def test_a_facet_that_cannot_be_read_is_refused(admin: Api, conditions: dict[str, Any]) -> None:
    answer = admin("POST", "/process-instances/search", {"filter": conditions})

    assert answer.status == 422, answer.raw
    assert answer.json["errors"][0]["pointer"].startswith("/filter/")


# ---- files -----------------------------------------------------------------------------------


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """Return the rows of a file of comma-separated values."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_a_list_is_taken_as_a_file_of_values(admin: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance_export, "LARGEST_LIMIT", 2)
    key = deploy(admin, _TWO_STEPS)
    names = ["=1+1", "+49 30", "@SUM(A1)", 'a "quote", and\na line', "Größe"]
    for name in names:
        start(admin, key, business_key=name)
    start(admin, deploy(admin, _TWO_STEPS), business_key="another")

    search = {"filter": {"definition_key": key}, "page": {"limit": 1}}
    answer = admin("POST", "/process-instances/export", search)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="instances.csv"'
    rows = rows_of(answer.raw)
    assert [row["business_key"] for row in rows] == [
        "Größe",
        'a "quote", and\na line',
        "'@SUM(A1)",
        "'+49 30",
        "'=1+1",
    ]
    assert {row["waiting_at"] for row in rows} == {"first"}
    assert (rows[0]["state"], rows[0]["version"], rows[0]["has_incidents"]) == (
        "active",
        "1",
        "false",
    )
    plain = admin("POST", "/process-instances/export?format=json", search)
    items = json.loads(plain.raw)["items"]
    assert [item["business_key"] for item in items] == names[::-1]
    listed = admin.ok("POST", "/process-instances/search", {"filter": {"definition_key": key}})
    assert items[0]["id"] == listed["items"][0]["id"]
    assert items[0]["waiting_at"][0]["activity_id"] == "first"


def test_a_file_holds_what_its_reader_may_see(admin: Api, alice: Api, gina: Api) -> None:
    mine, other = deploy(admin, _TWO_STEPS), deploy(admin, chain(START, _FOR_OTHERS, END))
    start(admin, mine, business_key="mine")
    start(admin, other, business_key="hidden")
    grant = {"permission": "process_instance.read", "user": "alice"}
    admin.ok("POST", f"/process-definitions/by-key/{mine}/permissions", grant)

    seen = {row["business_key"] for row in rows_of(alice("POST", "/process-instances/export").raw)}

    assert seen == {"mine"}
    hidden = {"filter": {"definition_key": other}}
    assert rows_of(alice("POST", "/process-instances/export", hidden).raw) == []
    assert rows_of(gina("POST", "/process-instances/export").raw) == []
    empty = gina("POST", "/process-instances/export?format=json")
    assert json.loads(empty.raw) == {"items": []}


def test_a_file_that_would_be_cut_is_refused(admin: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance_export, "MOST_EXPORTED", 2)
    key = deploy(admin, _TWO_STEPS)
    for _ in range(3):
        start(admin, key)

    answer = admin("POST", "/process-instances/export", {"filter": {"definition_key": key}})

    assert (answer.status, answer.code) == (422, "export_too_large")
    assert "narrow" in answer.json["detail"]
    unknown = admin("POST", "/process-instances/export?format=xls")
    assert (unknown.status, unknown.code) == (422, "invalid_search")


# ---- saved views -----------------------------------------------------------------------------


def test_a_view_is_kept_shared_changed_and_deleted(
    tenants: Tenants, alice: Api, bob: Api, charlie: Api
) -> None:
    body = {"name": " Stuck ", "query": "state=incident&process=a", "shared_with": ["reviewers"]}

    made = alice("POST", "/instance-views", body, headers={"Idempotency-Key": "v"})
    again = alice("POST", "/instance-views", body, headers={"Idempotency-Key": "v"})

    view = made.json
    assert (made.status, made.headers["etag"], again.json) == (201, '"1"', view)
    assert (view["name"], view["query"], view["can_edit"]) == ("Stuck", body["query"], True)
    path = f"/instance-views/{view['id']}"
    (seen,) = bob.ok("GET", "/instance-views")["items"]
    assert (seen["owner"], seen["can_edit"]) == ("alice", False)
    assert bob("PUT", path, {"name": "x"}).code == "not_your_instance_view"
    for stranger in (charlie, tenants.other_alice):
        assert stranger.ok("GET", "/instance-views")["items"] == []
        assert stranger("DELETE", path).code == "instance_view_not_found"
    stale = alice("PUT", path, {"name": "x"}, headers={"If-Match": '"7"'})
    assert (stale.status, stale.code) == (412, "instance_view_changed")
    changed = alice.ok("PUT", path, {"name": "Mine"}, headers={"If-Match": '"1"'})
    assert (changed["name"], changed["shared_with"], changed["revision"]) == ("Mine", [], 2)
    assert bob.ok("GET", "/instance-views")["items"] == []
    assert alice("POST", "/instance-views", {"name": "Mine"}).code == "instance_view_name_taken"
    assert alice("DELETE", path).status == 204
    assert alice("DELETE", path).status == 404
    assert alice("DELETE", f"/instance-views/{UNUSED_ID}").status == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"name": "x" * 101}, "/name"),
        ({"query": "x" * 2001}, "/query"),
        ({"query": "state=a#b"}, "/query"),
        ({"query": "javascript:<b>"}, "/query"),
        ({"query": "state=ü"}, "/query"),
        ({"shared_with": ["others"]}, "/shared_with/0"),
        ({"shared_with": ["reviewers"] * 21}, "/shared_with"),
    ],
)
def test_a_view_that_cannot_be_kept_is_refused(
    alice: Api, body: dict[str, Any], pointer: str
) -> None:
    answer = alice("POST", "/instance-views", {"name": f"view {uuid4().hex}", **body})

    assert (answer.status, answer.code) == (422, "invalid_instance_view")
    assert [problem["pointer"] for problem in answer.json["errors"]] == [pointer]
    assert alice.ok("GET", "/instance-views")["items"] == []
