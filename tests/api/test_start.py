"""Starting process instances over REST."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, model, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_the_query_belongs_to_the_request_that_a_key_marks(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    body = {"definition_key": key, "variables": {"n": 1}}
    headers = {"Idempotency-Key": "once"}
    bare = admin("POST", "/process-instances", body, headers=headers)
    before = count_rows()

    wider = admin("POST", "/process-instances?include=variables", body, headers=headers)
    repeated = admin("POST", "/process-instances", body, headers=headers)

    assert (wider.status, wider.code) == (422, "idempotency_key_reused")
    assert (repeated.status, repeated.json) == (bare.status, bare.json)
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


@pytest.mark.parametrize("name", ["typename", "__class__", "$type", "x y", "ä", "a/b", "/", "~0"])
def test_data_is_only_data(admin: Api, name: str) -> None:
    key = deploy(admin, chain(START, user_task("approve"), END))
    value = {"typename": "datetime", "value": "x", "$type": "date", "__args__": [1]}

    instance = start(admin, key, variables={name: value})

    read = admin.ok("GET", f"/process-instances/{instance['id']}/variables")
    assert read == {"variables": {name: value}, "variable_types": {}, "secret_variables": []}


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
