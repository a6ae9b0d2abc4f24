"""Ad-hoc sub-processes in which people choose: begin_activity and complete_ad_hoc over REST."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.instances import count_rows, start
from tests.builders import END, START, chain, model, user_task

pytestmark = pytest.mark.django_db(transaction=True)

CONDITION = "<bpmn:completionCondition>enough</bpmn:completionCondition>"
CHOSEN = '<bpmn:extensionElements><bpm:adHoc begins="chosen"/></bpmn:extensionElements>'


def begun(admin: Api, *, more: str = CONDITION, ordering: str = "Parallel") -> Any:
    free = (
        f'<bpmn:adHocSubProcess id="free" name="Look into it" ordering="{ordering}">{more}'
        f"{user_task('call')}{user_task('visit')}</bpmn:adHocSubProcess>"
    )
    if more == CONDITION:
        free = free.replace(CONDITION, "").replace(
            "</bpmn:adHocSubProcess>", f"{CONDITION}</bpmn:adHocSubProcess>"
        )
    content = model("choosing", chain(START, free, user_task("next"), END))
    resources = [{"name": "free.bpmn", "content": content}]
    admin.ok("POST", "/deployments", {"name": "free", "resources": resources})
    return start(admin, "choosing", variables={"enough": False})


def open_tasks(admin: Api, instance: Any) -> dict[str, str]:
    found = admin.ok("GET", f"/user-tasks?process_instance_id={instance['id']}&state=open")
    return {task["activity_id"]: task["id"] for task in found["items"]}


def test_people_choose_until_it_is_enough(admin: Api, alice: Api) -> None:
    instance = begun(admin)
    path = f"/process-instances/{instance['id']}"
    (place,) = instance["waiting_at"]
    assert (place["activity_id"], place["activity_type"]) == ("free", "ad_hoc_sub_process")

    (offered,) = admin.ok("GET", f"{path}/choices")["items"]
    assert offered["activity_instance_id"] == place["activity_instance_id"]
    assert (offered["is_chosen"], offered["can_complete"]) == (True, False)
    assert [(one["activity_id"], one["problem"]) for one in offered["activities"]] == [
        ("call", None),
        ("visit", None),
    ]
    headers = {"Idempotency-Key": "once"}
    body = {"activity_id": "visit", "activity_instance_id": place["activity_instance_id"]}
    first = admin.ok("POST", f"{path}/begin-activity", body, headers=headers)
    assert admin.ok("POST", f"{path}/begin-activity", body, headers=headers) == first

    task = open_tasks(admin, instance)["visit"]
    alice.ok("POST", f"/user-tasks/{task}/complete", {"variables": {"enough": True}})

    assert list(open_tasks(admin, instance)) == ["next"]
    assert admin.ok("GET", f"{path}/choices")["items"] == []
    told = [
        event["type"]
        for item in admin.ok("GET", f"{path}/history")["items"]
        for event in item["events"]
    ]
    assert told.count("activity_chosen") == 1


def test_what_cannot_be_chosen_is_refused_with_its_reason(admin: Api, alice: Api) -> None:
    instance = begun(admin, ordering="Sequential")
    path = f"/process-instances/{instance['id']}"
    admin.ok("POST", f"{path}/begin-activity", {"activity_id": "call"})
    before = count_rows()

    answers = [
        admin("POST", f"{path}/begin-activity", {"activity_id": "visit"}),
        admin("POST", f"{path}/begin-activity", {"activity_id": "next"}),
        admin("POST", f"{path}/complete-ad-hoc"),
        admin("POST", f"{path}/begin-activity", {}),
        alice("POST", f"{path}/begin-activity", {"activity_id": "visit"}),
    ]

    assert [(answer.status, answer.code) for answer in answers[:3]] == [
        (409, "ad_hoc_under_way"),
        (409, "activity_not_offered"),
        (409, "ad_hoc_condition_decides"),
    ]
    assert answers[0].json["errors"][0]["element_id"] == "free"
    assert [answer.status for answer in answers[3:]] == [422, 403]
    assert count_rows() == before
    admin.ok("POST", f"{path}/suspend")
    assert admin("POST", f"{path}/begin-activity", {"activity_id": "visit"}).status == 423
    admin.ok("POST", f"{path}/cancel")
    ended = admin("POST", f"{path}/begin-activity", {"activity_id": "visit"})
    assert (ended.status, ended.code) == (409, "process_instance_ended")


def test_without_a_condition_a_person_says_that_it_is_over(admin: Api, charlie: Api) -> None:
    instance = begun(admin, more=CHOSEN)
    path = f"/process-instances/{instance['id']}"
    permit(charlie, Permission.READ_INSTANCES)
    assert charlie("POST", f"{path}/complete-ad-hoc").status == 403
    (offered,) = charlie.ok("GET", f"{path}/choices")["items"]
    assert offered["can_complete"]

    admin.ok("POST", f"{path}/complete-ad-hoc")

    assert list(open_tasks(admin, instance)) == ["next"]
    assert admin("POST", f"{path}/complete-ad-hoc").code == "activity_not_offered"
