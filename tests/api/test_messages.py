"""Messages, subscriptions and called instances over REST."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from bpm.jobs import running
from tests.api.client import Api, permit
from tests.api.instances import count_rows, start
from tests.builders import END, START, chain, model, user_task

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGE = (
    '<bpmn:message id="paid" name="paid"><bpmn:extensionElements>'
    '<bpm:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>'
)
CATCH = (
    '<bpmn:intermediateCatchEvent id="wait">'
    '<bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateCatchEvent>'
)
PAID = {"name": "paid", "correlation_key": "17", "variables": {"sum": 5}}


def deploy(admin: Api, key: str, body: str, roots: str = "") -> str:
    content = model(key, body, roots=roots)
    resources = [{"name": f"{key}.bpmn", "content": content}]
    admin.ok("POST", "/deployments", {"name": key, "resources": resources})
    return key


@pytest.fixture
def waiting(admin: Api) -> Any:
    key = deploy(admin, "awaiting", chain(START, CATCH, END), MESSAGE)
    return start(admin, key, business_key="B-1", variables={"order": "17"})


def test_a_message_is_handed_over(admin: Api, waiting: Any) -> None:
    (place,) = waiting["waiting_at"]
    (subscription,) = admin.ok("GET", "/event-subscriptions?name=paid")["items"]
    assert subscription["id"] == place["subscription_id"]
    assert (subscription["kind"], subscription["correlation_key"]) == ("message", "17")
    assert subscription["process_instance_id"] == waiting["id"]

    answer = admin.ok("POST", "/messages/correlate", PAID)

    assert answer == {
        "process_instance_id": waiting["id"],
        "definition_key": "awaiting",
        "business_key": "B-1",
        "activity_id": "wait",
        "state": "completed",
        "started": False,
        "awaits": [],
    }
    assert admin.ok("POST", "/event-subscriptions/search")["items"] == []


def test_a_message_repeated_with_one_key_is_one_message(admin: Api, waiting: Any) -> None:
    headers = {"Idempotency-Key": "once"}
    first = admin.ok("POST", "/messages/correlate", PAID, headers=headers)
    before = count_rows()

    assert admin.ok("POST", "/messages/correlate", PAID, headers=headers) == first
    again = admin("POST", "/messages/correlate", PAID)

    assert (again.status, again.code) == (404, "message_not_awaited")
    assert count_rows() == before


def test_reasons_why_nobody_receives_it(admin: Api, waiting: Any) -> None:
    start(admin, "awaiting", variables={"order": "17"})
    before = count_rows()

    answers = [
        admin("POST", "/messages/correlate", body)
        for body in (
            {"name": "lost"},
            {"name": "paid"},
            PAID,
            {"name": ""},
            {"name": "paid", "mode": "all"},
            {"name": "paid", "colour": "red"},
            {"name": "paid", "variables": {"due": "x"}, "variable_types": {"due": "date"}},
        )
    ]

    assert [(answer.status, answer.code) for answer in answers[:4]] == [
        (404, "message_not_awaited"),
        (404, "message_not_awaited"),
        (409, "message_ambiguous"),
        (422, "invalid_message"),
    ]
    assert [answer.status for answer in answers[4:]] == [422] * 3
    assert count_rows() == before


def test_who_may_not_operate_reaches_nobody(admin: Api, charlie: Api, waiting: Any) -> None:
    before = count_rows()

    assert charlie("POST", "/messages/correlate", PAID).status == 404
    assert charlie.ok("GET", "/event-subscriptions")["items"] == []
    permit(charlie, Permission.READ_INSTANCES)
    assert charlie("POST", "/messages/correlate", PAID).status == 404
    assert len(charlie.ok("GET", "/event-subscriptions")["items"]) == 1
    assert count_rows() == before
    permit(charlie, Permission.OPERATE_INSTANCES)
    assert charlie("POST", "/messages/correlate", PAID).status == 200


def test_a_suspended_receiver_is_named(admin: Api, waiting: Any) -> None:
    admin.ok("POST", f"/process-instances/{waiting['id']}/suspend")

    answer = admin("POST", "/messages/correlate", PAID)

    assert (answer.status, answer.code) == (423, "message_suspended")


def test_a_message_is_published_to_all_or_kept(admin: Api, waiting: Any) -> None:
    start(admin, "awaiting", variables={"order": "17"})
    assert admin("POST", "/messages/publish", PAID).code == "message_ambiguous"
    headers = {"Idempotency-Key": "once"}

    first = admin.ok("POST", "/messages/publish", {**PAID, "mode": "all"}, headers=headers)

    nothing = {"receiver": None, "kept_until": None, "reason": None}
    assert first == {"name": "paid", "reached": 2, "started": 0, **nothing}
    again = admin.ok("POST", "/messages/publish", {**PAID, "mode": "all"}, headers=headers)
    assert again == first
    assert len(admin.ok("GET", "/jobs?kind=hand_over_message")["items"]) == 2
    running.run_ready_jobs()
    assert admin("POST", "/messages/publish", PAID).code == "message_not_awaited"
    for wrong in ({"time_to_live": "soon"}, {"mode": "some"}, {"message_id": ""}):
        assert admin("POST", "/messages/publish", {**PAID, **wrong}).status == 422
    kept = admin.ok("POST", "/messages/publish", {**PAID, "time_to_live": "P1D"})
    assert (kept["reached"], kept["kept_until"] is not None) == (0, True)
    instance = start(admin, "awaiting", variables={"order": "17"})
    running.run_ready_jobs()
    path = f"/process-instances/{instance['id']}"
    assert admin.ok("GET", path)["state"] == "completed"


def test_a_kept_message_is_only_for_whom_its_sender_operates(
    admin: Api, charlie: Api, gina: Api
) -> None:
    deploy(admin, "awaiting", chain(START, CATCH, END), MESSAGE)
    sent = {**PAID, "time_to_live": "PT1H"}
    for sender in (charlie, gina):
        assert sender.ok("POST", "/messages/publish", sent)["reached"] == 0
    instance = start(admin, "awaiting", variables={"order": "17"})
    assert admin.ok("GET", "/jobs?kind=hand_over_message")["items"] == []

    permit(charlie, Permission.OPERATE_INSTANCES)
    again = charlie.ok("POST", "/messages/publish", sent)

    assert again["receiver"]["process_instance_id"] == instance["id"]


def test_an_id_used_for_correlating_is_not_published(admin: Api, waiting: Any) -> None:
    identified = {**PAID, "message_id": "1"}
    admin.ok("POST", "/messages/correlate", identified)

    answer = admin("POST", "/messages/publish", {**identified, "time_to_live": "PT1H"})

    assert (answer.status, answer.code) == (422, "idempotency_key_reused")


def test_called_instances_are_listed(admin: Api, alice: Api, charlie: Api) -> None:
    deploy(admin, "called", chain(START, user_task("ask"), END))
    body = chain(START, '<bpmn:callActivity id="call" calledElement="called"/>', END)
    instance = start(admin, deploy(admin, "calling", body))
    path = f"/process-instances/{instance['id']}"

    (child,) = admin.ok("GET", f"{path}/children")["items"]

    assert instance["waiting_at"][0]["called_instance_id"] == child["id"]
    assert (child["parent_id"], child["root_id"]) == (instance["id"], instance["id"])
    assert admin.ok("GET", f"{path}/children?state=completed")["items"] == []
    assert admin.ok("GET", f"/process-instances?parent_id={instance['id']}")["items"] == [child]
    assert charlie("GET", f"{path}/children").status == 404
    assert alice("GET", f"{path}/children").status == 404
    (_, visit) = admin.ok("GET", f"{path}/activity-instances")["items"]
    assert visit["called_instance_id"] == child["id"]


def test_a_signal_is_broadcast_once_for_one_key(admin: Api, gina: Api) -> None:
    signal = '<bpmn:signal id="alert" name="alert"/>'
    hear = (
        '<bpmn:intermediateCatchEvent id="hear">'
        '<bpmn:signalEventDefinition signalRef="alert"/></bpmn:intermediateCatchEvent>'
    )
    start(admin, deploy(admin, "hearing", chain(START, hear, END), signal))
    headers = {"Idempotency-Key": "once"}

    assert gina.ok("POST", "/signals/broadcast", {"name": "alert"})["reached"] == 0
    first = admin.ok("POST", "/signals/broadcast", {"name": "alert"}, headers=headers)
    assert first == {"name": "alert", "reached": 1, "started": 0}
    assert admin.ok("POST", "/signals/broadcast", {"name": "alert"}, headers=headers) == first
    assert len(admin.ok("GET", "/jobs?kind=deliver_signal")["items"]) == 1


def test_a_message_may_be_meant_for_one_element(admin: Api) -> None:
    two = (
        START
        + '<bpmn:parallelGateway id="split"/>'
        + CATCH
        + CATCH.replace('"wait"', '"other"')
        + END
        + "".join(
            f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
            for n, (a, b) in enumerate(
                [
                    *(("start", "split"), ("split", "wait"), ("split", "other")),
                    *(("wait", "end"), ("other", "end")),
                ]
            )
        )
    )
    roots = '<bpmn:message id="paid" name="paid"/>'
    start(admin, deploy(admin, "two", two, roots))
    assert admin("POST", "/messages/correlate", {"name": "paid"}).code == "message_ambiguous"

    sent = {"name": "paid", "activity_id": "other"}
    assert admin.ok("POST", "/messages/correlate", sent)["activity_id"] == "other"
