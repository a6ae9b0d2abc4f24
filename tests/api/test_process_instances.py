"""Starting, reading and steering process instances over REST."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from bpm.identity.contracts import Permission
from tests.api.client import UNUSED_ID, Api, permit
from tests.builders import END, START, chain, flow, model, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = (
    "process_instance",
    "activity_instance",
    "user_task",
    "user_task_candidate",
    "job",
    "incident",
    "history_event",
    "large_value",
    "idempotency_key",
)


def deploy(who: Api, body: str, *, process: str = "") -> str:
    key = f"process_{uuid4().hex[:10]}"
    content = model(key, body, process=process)
    resources = [{"name": f"{key}.bpmn", "content": content}]
    who.ok("POST", "/deployments", {"name": key, "resources": resources})
    return key


def count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 names of this module
            found[table] = cursor.fetchone()[0]
    return found


def start(who: Api, key: str, **body: Any) -> Any:
    return who.ok("POST", "/process-instances", {"definition_key": key, **body})


GATEWAY = (
    START
    + '<bpmn:exclusiveGateway id="gate" default="other"/>'
    + user_task("manager")
    + user_task("clerk")
    + END
    + flow("f1", "start", "gate")
    + flow("big", "gate", "manager", "amount &gt;= 1000")
    + flow("other", "gate", "clerk")
    + flow("f2", "manager", "end")
    + flow("f3", "clerk", "end")
)


def test_a_start_answers_where_the_instance_waits(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))

    answer = admin("POST", "/process-instances", {"definition_key": key, "business_key": "B-7"})

    assert answer.status == 201
    view = answer.json
    assert answer.headers["location"] == f"/api/v1/process-instances/{view['id']}"
    assert (view["state"], view["version"], view["business_key"]) == ("active", 1, "B-7")
    assert view["root_id"] == view["id"]
    assert view["parent_id"] is None
    assert view["has_incidents"] is False
    assert view["started_by"] == "ada"
    assert "variables" not in view or view["variables"] is None
    (place,) = view["waiting_at"]
    assert (place["activity_id"], place["activity_type"]) == ("approve", "user_task")
    assert place["user_task_id"]
    assert place["activity_instance_id"]
    assert place["job_id"] is None
    read = admin.ok("GET", f"/process-instances/{view['id']}")
    assert read == view


def test_decimals_are_exact_from_body_to_answer(admin: Api) -> None:
    key = deploy(admin, chain(START, script("add", "amount + 0.2", "total"), END))
    raw = f'{{"definition_key": "{key}", "variables": {{"amount": %s}}}}'

    for given, total in (
        ("0.1", Decimal("0.3")),
        ("1234567890123456789.000000000000001", Decimal("1234567890123456789.200000000000001")),
    ):
        answer = admin("POST", "/process-instances?include=variables", raw=(raw % given).encode())
        assert answer.status == 201
        assert answer.json["state"] == "completed"
        assert answer.json["variables"] == {"amount": Decimal(given), "total": total}
        again = admin.ok("GET", f"/process-instances/{answer.json['id']}?include=variables")
        assert again["variables"] == answer.json["variables"]


def test_an_equal_request_with_the_same_key_starts_one_instance(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    body = {"definition_key": key, "variables": {"n": 1}}
    headers = {"Idempotency-Key": "once"}

    first = admin("POST", "/process-instances?include=variables", body, headers=headers)
    before = count_rows()
    second = admin("POST", "/process-instances?include=variables", body, headers=headers)
    other = admin("POST", "/process-instances", {**body, "variables": {"n": 2}}, headers=headers)

    assert (first.status, second.status) == (201, 201)
    assert second.json == first.json
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert count_rows() == before


def test_two_people_may_use_the_same_idempotency_key(admin: Api, alice: Api) -> None:
    key = deploy(
        admin,
        chain(START, user_task("approve"), END),
        process='candidateStarterGroups="reviewers"',
    )
    headers = {"Idempotency-Key": "mine"}

    ours = admin("POST", "/process-instances", {"definition_key": key}, headers=headers)
    hers = alice("POST", "/process-instances", {"definition_key": key}, headers=headers)

    assert ours.json["id"] != hers.json["id"]


def test_versions_are_started_by_key_number_and_id(admin: Api) -> None:
    key = f"process_{uuid4().hex[:10]}"
    ids = []
    for step in ("one", "two"):
        content = model(key, chain(START, user_task(step), END))
        view = admin.ok(
            "POST",
            "/deployments",
            {"name": key, "resources": [{"name": "x.bpmn", "content": content}]},
        )
        ids.append(view["process_definitions"][0]["id"])

    newest = start(admin, key)
    first = start(admin, key, version=1)
    by_id = admin.ok("POST", "/process-instances", {"definition_id": ids[0]})

    places = [view["waiting_at"][0]["activity_id"] for view in (newest, first, by_id)]
    assert places == ["two", "one", "one"]
    assert [newest["version"], first["version"]] == [2, 1]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid_start"),
        ({"definition_key": "no-such-key"}, 404, "process_definition_not_found"),
        ({"definition_id": str(uuid4())}, 404, "process_definition_not_found"),
        ({"definition_id": "x"}, 422, "invalid_body"),
        ({"definition_key": 7}, 422, "invalid_body"),
        ({"definition_key": "KEY", "definition_id": str(uuid4())}, 422, "invalid_start"),
        ({"definition_key": "KEY", "version": 99}, 404, "process_definition_not_found"),
        ({"definition_key": "KEY", "version": 1.5}, 422, "invalid_body"),
        ({"definition_key": "KEY", "version": 10**30}, 422, None),
        ({"definition_key": "KEY", "unknown": 1}, 422, "invalid_body"),
        ({"definition_key": "KEY", "variables": []}, 422, "invalid_body"),
        ({"definition_key": "KEY", "business_key": "x" * 256}, 422, "invalid_start"),
        ({"definition_key": "KEY", "business_key": ""}, 422, "invalid_start"),
        ({"definition_key": "KEY", "variables": {"a\0b": 1}}, 400, "malformed_json"),
        ({"definition_key": "KEY", "variables": {"a": "\0"}}, 400, "malformed_json"),
        ({"definition_key": "KEY", "variables": {"a": "\ud800"}}, 400, "malformed_json"),
        (
            {"definition_key": "KEY", "variables": {"a": "x"}, "variable_types": {"a": "date"}},
            422,
            "invalid_value",
        ),
        (
            {"definition_key": "KEY", "variables": {}, "variable_types": {"a": "date"}},
            422,
            "invalid_value",
        ),
        (
            {"definition_key": "KEY", "variables": {f"v{i}": 1 for i in range(1001)}},
            422,
            "too_many_variables",
        ),
        (
            {"definition_key": "KEY", "variables": {"big": "x" * 1_000_001}},
            422,
            "variable_too_large",
        ),
    ],
)
def test_bad_starts_are_refused_and_leave_nothing(
    admin: Api, body: dict[str, Any], status: int, code: str | None
) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    text = json.dumps(body).replace("KEY", key)
    before = count_rows()

    answer = admin(
        "POST", "/process-instances", raw=text.encode(), headers={"Idempotency-Key": "k"}
    )

    assert answer.status == status, answer.raw
    assert code in {None, answer.code}
    assert count_rows() == before


@pytest.mark.parametrize(
    "raw",
    [
        b" ",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"definition_key": NaN}',
        b'{"a":' * 20_000,
        b'{"definition_key":"KEY","definition_key":"KEY"}',
        b'{"definition_key":"KEY","variables":{"n":1e9999999}}',
        b'{"definition_key":"KEY","variables":{"n":12345678901234567890123456789012345}}',
    ],
)
def test_unreadable_bodies_are_refused_and_leave_nothing(admin: Api, raw: bytes) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    before = count_rows()

    answer = admin("POST", "/process-instances", raw=raw.replace(b"KEY", key.encode()))

    assert answer.status in {400, 422}, answer.raw
    assert answer.code
    assert count_rows() == before


@pytest.mark.parametrize("id_", ["x", "0", UNUSED_ID, "%00", "..%2f..%2fetc", "'%20or%201=1--"])
def test_strange_ids_are_not_found(admin: Api, id_: str) -> None:
    for path in ("", "/variables", "/history", "/path", "/activity-instances"):
        assert admin("GET", f"/process-instances/{id_}{path}").status == 404
    for verb in ("cancel", "suspend", "resume"):
        assert admin("POST", f"/process-instances/{id_}/{verb}").status == 404
    assert admin("PATCH", f"/process-instances/{id_}/variables", {"variables": {}}).status == 404


@pytest.mark.parametrize("name", ["typename", "__class__", "$type", "x y", "ä", "a/b", "/", "~0"])
def test_data_is_only_data(admin: Api, name: str) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    value = {"typename": "datetime", "value": "x", "$type": "date", "__args__": [1]}

    instance = start(admin, key, variables={name: value})

    read = admin.ok("GET", f"/process-instances/{instance['id']}/variables")
    assert read == {"variables": {name: value}, "variable_types": {}}


def test_a_condition_without_answer_is_an_incident_that_can_be_mended(admin: Api) -> None:
    key = deploy(admin, GATEWAY)

    broken = start(admin, key, variables={"amount": "much"})

    assert broken["state"] == "active"
    assert broken["has_incidents"] is True
    (place,) = broken["waiting_at"]
    assert place["activity_id"] == "gate"
    incidents = admin.ok(
        "POST", "/incidents/search", {"filter": {"process_instance_id": broken["id"]}}
    )["items"]
    (incident,) = incidents
    assert incident["id"] == place["incident_id"]
    assert "amount" in incident["message"]
    assert incident["resolved_at"] is None

    still = admin.ok("POST", f"/incidents/{incident['id']}/retry")
    assert still["resolved_at"] is not None
    (again,) = admin.ok("GET", f"/process-instances/{broken['id']}")["waiting_at"]
    assert again["incident_id"] not in {None, incident["id"]}

    patched = admin.ok(
        "PATCH", f"/process-instances/{broken['id']}/variables", {"variables": {"amount": 2000}}
    )
    assert patched["variables"] == {"amount": 2000}
    resolved = admin.ok("POST", f"/incidents/{again['incident_id']}/retry")
    assert resolved["resolved_at"] is not None
    assert admin("POST", f"/incidents/{again['incident_id']}/retry").code == "incident_resolved"
    mended = admin.ok("GET", f"/process-instances/{broken['id']}")
    assert mended["has_incidents"] is False
    assert [place["activity_id"] for place in mended["waiting_at"]] == ["manager"]


def test_variables_are_patched_typed_and_read_back(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key, variables={"a": 1, "b": [1, 2]})
    path = f"/process-instances/{instance['id']}/variables"

    admin.ok(
        "PATCH",
        path,
        {
            "variables": {"due": "2026-05-01", "order": {"placed": "2026-05-01T08:00:00Z"}},
            "variable_types": {"due": "date", "/order/placed": "date_time"},
        },
    )

    read = admin.ok("GET", path)
    assert read["variables"]["a"] == 1
    assert read["variables"]["b"] == [1, 2]
    assert read["variables"]["due"] == "2026-05-01"
    assert read["variable_types"] == {"due": "date", "/order/placed": "date_time"}


def test_large_values_are_kept_once_and_read_whole(admin: Api) -> None:
    key = deploy(
        admin,
        chain(START, script("copy", "document", "copied"), user_task("approve"), END),
    )
    document = {"text": "ü" * 20_000, "numbers": list(range(500))}

    instance = start(admin, key, variables={"document": document, "small": 1})
    admin.ok("PATCH", f"/process-instances/{instance['id']}/variables", {"variables": {"small": 2}})

    read = admin.ok("GET", f"/process-instances/{instance['id']}?include=variables")
    assert read["variables"] == {"document": document, "copied": document, "small": 2}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(length(variables::text)) FROM process_instance")
        assert cursor.fetchone()[1] < 100
        cursor.execute("SELECT count(*) FROM large_value")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT max(length(events::text)) FROM history_event")
        assert cursor.fetchone()[0] < 4_000


def test_history_and_path_tell_what_happened(admin: Api, alice: Api) -> None:
    key = deploy(admin, GATEWAY)
    instance = start(admin, key, variables={"amount": 5000})
    task_id = instance["waiting_at"][0]["user_task_id"]
    for part in ("history", "path", "activity-instances"):
        assert alice("GET", f"/process-instances/{instance['id']}/{part}").status == 403
    alice.ok("POST", f"/user-tasks/{task_id}/claim")
    alice.ok("POST", f"/user-tasks/{task_id}/complete", {"variables": {"approved": True}})

    history = admin.ok("GET", f"/process-instances/{instance['id']}/history")["items"]
    path = admin.ok("GET", f"/process-instances/{instance['id']}/path")
    visits = admin.ok("GET", f"/process-instances/{instance['id']}/activity-instances")["items"]

    assert [(item["command"], item["actor"], item["revision"]) for item in history] == [
        ("start_process_instance", "ada", 1),
        ("claim_user_task", "alice", None),
        ("complete_user_task", "alice", 2),
    ]
    changed = [event for event in history[2]["events"] if event["type"] == "variable_changed"]
    assert changed == [{"type": "variable_changed", "name": "approved", "new": True}]
    assert path == {
        "activities": {"start": 1, "gate": 1, "manager": 1, "end": 1},
        "flows": {"f1": 1, "big": 1, "f2": 1},
    }
    assert [(visit["activity_id"], visit["outcome"]) for visit in visits] == [
        (name, "completed") for name in ("start", "gate", "manager", "end")
    ]


def test_history_comes_in_pages(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key)
    path = f"/process-instances/{instance['id']}"
    for n in range(3):
        admin.ok("PATCH", f"{path}/variables", {"variables": {"n": n}})

    first = admin.ok("GET", f"{path}/history?limit=3")
    rest = admin.ok("GET", f"{path}/history?limit=3&cursor={first['page']['next_cursor']}")

    assert [item["revision"] for item in first["items"] + rest["items"]] == [1, 2, 3, 4]
    assert rest["page"]["next_cursor"] is None


def test_cancelling_ends_everything_once(admin: Api, alice: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key)
    task_id = instance["waiting_at"][0]["user_task_id"]

    view = admin.ok("POST", f"/process-instances/{instance['id']}/cancel", {"reason": "Wrong."})
    again = admin("POST", f"/process-instances/{instance['id']}/cancel")
    late = alice("POST", f"/user-tasks/{task_id}/complete")

    assert (view["state"], view["waiting_at"]) == ("cancelled", [])
    assert view["ended_at"]
    assert (again.status, again.code) == (409, "process_instance_ended")
    assert "cancelled" in again.json["detail"]
    assert (late.status, late.code) == (409, "user_task_closed")
    assert alice.ok("GET", f"/user-tasks?process_instance_id={instance['id']}")["items"] == []


def test_a_suspended_instance_stands_still_and_stays_editable(admin: Api, alice: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key)
    path = f"/process-instances/{instance['id']}"
    task = f"/user-tasks/{instance['waiting_at'][0]['user_task_id']}"

    assert admin.ok("POST", f"{path}/suspend")["state"] == "suspended"
    assert admin.ok("POST", f"{path}/suspend")["state"] == "suspended"
    assert alice("POST", f"{task}/claim").status == 423
    assert alice("POST", f"{task}/complete").status == 423
    assert admin("PATCH", f"{path}/variables", {"variables": {"n": 1}}).status == 200
    assert alice.ok("GET", task)["suspended"] is True

    assert admin.ok("POST", f"{path}/resume")["state"] == "active"
    alice.ok("POST", f"{task}/complete")
    assert admin.ok("GET", path)["state"] == "completed"


@pytest.mark.parametrize(
    ("policy", "while_active", "after_end"),
    [("free", 201, 201), ("unique_active", 409, 201), ("unique_forever", 409, 409)],
)
def test_business_keys_are_as_unique_as_the_process_wants(
    admin: Api, alice: Api, policy: str, while_active: int, after_end: int
) -> None:
    key = deploy(
        admin,
        chain(START, user_task("approve"), END),
        process=f'businessKeyPolicy="{policy}"',
    )
    body = {"definition_key": key, "business_key": "B-1"}
    first = admin.ok("POST", "/process-instances", body)

    before = count_rows()
    second = admin("POST", "/process-instances", body)

    assert second.status == while_active
    if while_active == 409:
        assert second.code == "business_key_in_use"
        assert count_rows() == before
    alice.ok("POST", f"/user-tasks/{first['waiting_at'][0]['user_task_id']}/complete")
    assert admin("POST", "/process-instances", body).status == after_end


def test_instances_are_searched_by_fields_and_variables(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    small = start(admin, key, business_key="S", variables={"amount": 5, "country": "DE"})
    large = start(admin, key, business_key="L", variables={"amount": 5000, "country": "FR"})

    def found(search: dict[str, Any]) -> list[str]:
        search = {"definition_key": key, **search}
        page = admin.ok("POST", "/process-instances/search", {"filter": search})
        return [item["business_key"] for item in page["items"]]

    assert found({}) == ["L", "S"]
    assert found({"business_key": "S"}) == ["S"]
    assert found({"variables": [{"name": "amount", "op": "$gt", "value": 100}]}) == ["L"]
    assert found({"variables": [{"name": "amount", "value": 5}]}) == ["S"]
    assert found({"variables": [{"name": "country", "op": "$in", "value": ["FR", "IT"]}]}) == ["L"]
    assert found({"variables": [{"name": "country", "op": "$neq", "value": "FR"}]}) == ["S"]
    assert found({"variables": [{"name": "amount", "op": "$lt", "value": "zzz"}]}) == []
    assert found({"variables": [{"name": "nothing", "op": "$exists", "value": True}]}) == []
    assert found({"has_incidents": True}) == []
    assert found({"state": {"$in": ["completed", "cancelled"]}}) == []
    listed = admin.ok("GET", f"/process-instances?definition_key={key}&state=active&limit=1")
    assert [item["id"] for item in listed["items"]] == [large["id"]]
    rest = admin.ok(
        "GET",
        f"/process-instances?definition_key={key}&state=active&limit=1"
        f"&cursor={listed['page']['next_cursor']}",
    )
    assert [item["id"] for item in rest["items"]] == [small["id"]]


@pytest.mark.parametrize(
    "search",
    [
        {"filter": {"variables": [{"name": "amount", "value": 5}]}},
        {"filter": {"definition_key": "k", "variables": {"amount": 5}}},
        {"filter": {"definition_key": "k", "variables": [{"name": "a", "op": "$drop"}]}},
        {"filter": {"definition_key": "k", "variables": [{"name": 5, "value": 5}]}},
        {"filter": {"definition_key": "k", "variables": [{"name": "a", "op": "$gt"}]}},
        {"filter": {"engine_state": "x"}},
        {"filter": {"id": "'; DROP TABLE process_instance; --"}},
        {"sort": [{"field": "variables"}]},
        {"page": {"limit": 0}},
        {"page": {"cursor": "nonsense"}},
    ],
)
def test_searches_that_cannot_be_done_are_refused(admin: Api, search: dict[str, Any]) -> None:
    answer = admin("POST", "/process-instances/search", search)

    assert answer.status == 422, answer.raw
    assert answer.json["errors"]


def test_who_sees_how_much_of_an_instance(
    admin: Api, alice: Api, bob: Api, charlie: Api, nobody: Api
) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    instance = start(admin, key, variables={"n": 1})
    path = f"/process-instances/{instance['id']}"
    task_id = instance["waiting_at"][0]["user_task_id"]

    alice.ok("POST", f"/user-tasks/{task_id}/claim")

    assert nobody("GET", path).status == 401
    assert charlie("GET", path).status == 404
    assert charlie.ok("GET", "/process-instances")["items"] == []
    assert bob.ok("GET", f"{path}?include=variables")["variables"] is None
    assert bob("GET", f"{path}/variables").status == 403
    assert bob("GET", f"{path}/history").status == 403
    assert [item["id"] for item in bob.ok("GET", "/process-instances")["items"]] == [instance["id"]]
    assert alice.ok("GET", f"{path}?include=variables")["variables"] == {"n": 1}
    assert alice("GET", f"{path}/variables").status == 200
    assert alice("GET", f"{path}/history").status == 403
    permit(charlie, Permission.READ_INSTANCES)
    assert charlie("GET", f"{path}/history").status == 200
    refused = charlie("PATCH", f"{path}/variables", {"variables": {"n": 2}})
    assert refused.status == 403
    assert Permission.OPERATE_INSTANCES.value in refused.json["detail"]
    for verb in ("cancel", "suspend", "resume"):
        assert charlie("POST", f"{path}/{verb}").status == 403
    assert admin.ok("GET", f"{path}/variables")["variables"] == {"n": 1}


def test_the_starter_reads_his_instance(admin: Api, alice: Api) -> None:
    key = deploy(
        admin,
        chain(START, user_task("approve", 'candidateGroups="others"'), END),
        process='candidateStarterGroups="reviewers"',
    )

    instance = start(alice, key, variables={"n": 1})

    path = f"/process-instances/{instance['id']}"
    assert alice.ok("GET", f"{path}/variables")["variables"] == {"n": 1}
    assert alice.ok("GET", f"{path}/history")["items"][0]["actor"] == "alice"
    assert alice("POST", f"{path}/cancel").status == 403


def test_starting_needs_the_permission_or_to_be_named_in_the_model(admin: Api, alice: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    before = count_rows()

    hidden = alice("POST", "/process-instances", {"definition_key": key})
    permit(alice, Permission.READ_DEFINITIONS)
    forbidden = alice("POST", "/process-instances", {"definition_key": key})

    assert hidden.status == 404
    assert (forbidden.status, forbidden.code) == (403, "permission_missing")
    assert Permission.START_INSTANCES.value in forbidden.json["detail"]
    assert count_rows() == before


def test_another_tenant_sees_and_changes_nothing(admin: Api, gina: Api) -> None:
    key = deploy(admin, GATEWAY)
    instance = start(admin, key, variables={"amount": "much"})
    incident_id = instance["waiting_at"][0]["incident_id"]
    path = f"/process-instances/{instance['id']}"
    before = count_rows()

    assert gina.ok("GET", "/process-instances")["items"] == []
    assert gina.ok("POST", "/process-instances/search", {})["items"] == []
    assert gina.ok("GET", "/incidents")["items"] == []
    assert gina.ok("POST", "/incidents/search", {})["items"] == []
    assert gina.ok("GET", "/jobs")["items"] == []
    assert gina.ok("POST", "/jobs/search", {})["items"] == []
    for read in ("", "/variables", "/history", "/path", "/activity-instances"):
        assert gina("GET", f"{path}{read}").status == 404
    for verb in ("cancel", "suspend", "resume"):
        assert gina("POST", f"{path}/{verb}").status == 404
    assert gina("PATCH", f"{path}/variables", {"variables": {"n": 1}}).status == 404
    assert gina("GET", f"/incidents/{incident_id}").status == 404
    assert gina("POST", f"/incidents/{incident_id}/retry").status == 404
    assert gina("POST", "/process-instances", {"definition_key": key}).status == 404
    assert (
        gina("POST", "/process-instances", {"definition_id": instance["definition_id"]}).status
        == 404
    )
    assert count_rows() == before
