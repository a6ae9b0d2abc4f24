"""Searching process instances over REST, and who sees how much of them."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.instances import GATEWAY, count_rows, deploy, start
from tests.builders import END, START, chain, user_task

pytestmark = pytest.mark.django_db(transaction=True)


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
