"""Models that misbehave once they run: each stops at its own element, and nothing else suffers."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from pytest_django import Settings

from bpm.core.scripting import close_pool
from bpm.jobs import running
from tests.api.client import Api
from tests.api.instances import deploy, start
from tests.builders import END, START, chain, flow, model, script, user_task
from tests.integration.connectors.servers import plainly, web_server

pytestmark = pytest.mark.django_db(transaction=True)

GIGABYTE = 1_000_000_000
NEIGHBOUR = chain(START, script("add", "n + 1", "m"), user_task("look"), END)


@pytest.fixture(autouse=True, scope="module")
def no_worker_is_left() -> Iterator[None]:
    yield
    close_pool()


@pytest.fixture
def neighbour(admin: Api, alice: Api) -> Iterator[None]:
    """Keep an instance waiting meanwhile; afterwards it goes on, and another one starts."""
    key = deploy(admin, NEIGHBOUR)
    waiting = start(admin, key, variables={"n": 1})
    yield
    (place,) = waiting["waiting_at"]
    alice.ok("POST", f"/user-tasks/{place['user_task_id']}/complete", {"variables": {}})
    assert admin.ok("GET", f"/process-instances/{waiting['id']}")["state"] == "completed"
    assert start(admin, key, variables={"n": 1})["state"] == "active"


def the_incident(who: Api, instance: Any, activity: str) -> Any:
    """Return the one incident of an instance, which has to be where it is expected."""
    read = who.ok("GET", f"/process-instances/{instance['id']}")
    (place,) = read["waiting_at"]
    assert place["activity_id"] == activity
    return who.ok("GET", f"/incidents/{place['incident_id']}")


def many(collection: str, *, inner: str = "", sequential: str = "false") -> str:
    loop = (
        f'<bpmn:extensionElements><bpm:loop collection="={collection}"/></bpmn:extensionElements>'
    )
    return (
        '<bpmn:userTask id="many"><bpmn:multiInstanceLoopCharacteristics '
        f'isSequential="{sequential}">{loop if collection else ""}{inner}'
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )


def call(key: str, id_: str = "call") -> str:
    return (
        f'<bpmn:callActivity id="{id_}" calledElement="{key}"><bpmn:extensionElements>'
        '<bpm:calledElement binding="latest"/></bpmn:extensionElements></bpmn:callActivity>'
    )


def python(source: str) -> str:
    return (
        f'<bpmn:scriptTask id="run" scriptFormat="python"><bpmn:script>{source}</bpmn:script>'
        "</bpmn:scriptTask>"
    )


def service(url: str) -> str:
    return (
        '<bpmn:serviceTask id="fetch"><bpmn:extensionElements>'
        '<bpm:service connector="http" resultVariable="answer">'
        f'<bpm:parameter name="method">GET</bpm:parameter>'
        f'<bpm:parameter name="url">{url}</bpm:parameter></bpm:service>'
        '<bpm:retry maxAttempts="1"/></bpmn:extensionElements></bpmn:serviceTask>'
    )


@pytest.mark.usefixtures("neighbour")
@pytest.mark.parametrize("sequential", ["true", "false"])
@pytest.mark.parametrize("value", ["text", 5, True, {"a": 1}, None])
def test_a_collection_that_is_no_list(admin: Api, value: object, sequential: str) -> None:
    key = deploy(admin, chain(START, many("people", sequential=sequential), END))

    held = start(admin, key, variables={"people": value})

    incident = the_incident(admin, held, "many")
    assert "people" in incident["message"]
    admin.ok("PATCH", f"/process-instances/{held['id']}/variables", {"variables": {"people": []}})
    admin.ok("POST", f"/incidents/{incident['id']}/retry")
    assert admin.ok("GET", f"/process-instances/{held['id']}")["state"] == "completed"


@pytest.mark.usefixtures("neighbour")
@pytest.mark.parametrize("number", ["1000000000", "-1", "0.5", "1e9", "n", "10 ** 9"])
def test_a_number_of_instances_without_measure(admin: Api, number: str) -> None:
    inner = f"<bpmn:loopCardinality>{number}</bpmn:loopCardinality>"
    body = chain(START, many("", inner=inner), END)
    resources = [{"name": "x.bpmn", "content": model("measure", body)}]

    answer = admin("POST", "/deployments", {"name": "x", "resources": resources})

    if answer.status == 422:
        assert {error["element_id"] for error in answer.json["errors"]} == {"many"}
        return
    held = start(admin, "measure", variables={"n": "many"})
    message = the_incident(admin, held, "many")["message"]
    assert "not a whole number from 0 to 10000" in message


@pytest.mark.usefixtures("neighbour")
def test_a_call_of_a_process_that_is_not_there(admin: Api) -> None:
    key = deploy(admin, chain(START, call("nobody_deployed_this"), END))

    held = start(admin, key)

    assert "nobody_deployed_this" in the_incident(admin, held, "call")["message"]


@pytest.mark.usefixtures("neighbour")
@pytest.mark.parametrize("others", [(), ("ring_b",), ("ring_b", "ring_c")])
def test_a_circle_of_calls(admin: Api, others: tuple[str, ...]) -> None:
    ring = ("ring_a", *others)
    resources = [
        {"name": f"{key}.bpmn", "content": model(key, chain(START, call(next_key), END))}
        for key, next_key in zip(ring, (*others, "ring_a"), strict=True)
    ]
    admin.ok("POST", "/deployments", {"name": "ring", "resources": resources})

    begun = start(admin, "ring_a")
    while running.run_ready_jobs():
        pass

    (incident,) = admin.ok("GET", "/incidents")["items"]
    assert incident["activity_id"] == "call"
    assert "circle" in incident["message"]
    cancelled = admin("POST", f"/process-instances/{begun['id']}/cancel")
    assert cancelled.status == 200
    assert admin.ok("GET", "/process-instances?state=active")["items"][1:] == []


@pytest.mark.usefixtures("neighbour")
def test_a_circle_without_a_wait(admin: Api) -> None:
    body = (
        START
        + '<bpmn:exclusiveGateway id="again"/>'
        + script("add", "n + 1", "n")
        + flow("f1", "start", "again")
        + flow("f2", "again", "add")
        + flow("f3", "add", "again")
    )

    held = start(admin, deploy(admin, body), variables={"n": 0})

    read = admin.ok("GET", f"/process-instances/{held['id']}")
    (place,) = read["waiting_at"]
    incident = admin.ok("GET", f"/incidents/{place['incident_id']}")
    assert incident["kind"] == "step_budget_exceeded"
    assert place["activity_id"] in {"again", "add"}


@pytest.mark.usefixtures("neighbour")
@pytest.mark.parametrize(
    "source", ["while True:\n  pass", "x = 'a' * 10 ** 11", "x = []\nwhile True: x += [x]"]
)
def test_a_script_without_end_or_measure(admin: Api, source: str) -> None:
    held = start(admin, deploy(admin, chain(START, python(source), END)), variables={"n": 1})

    assert "The script of 'run' failed" in the_incident(admin, held, "run")["message"]
    values = admin.ok("GET", f"/process-instances/{held['id']}/variables")["variables"]
    assert values == {"n": 1}


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-length", str(GIGABYTE))
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x" * (GIGABYTE // 1000))


@pytest.mark.usefixtures("neighbour")
def test_an_answer_of_a_gigabyte(admin: Api, settings: Settings) -> None:
    settings.BPM_HTTP_ALLOWED_HOSTS = ("127.0.0.1",)
    with web_server(endless) as web:
        begun = start(admin, deploy(admin, chain(START, service(web.url), END)))
        running.run_ready_jobs()

    incident = the_incident(admin, begun, "fetch")
    assert "10,000,000 bytes" in incident["message"]
    path = f"/process-instances/{begun['id']}/variables"
    assert admin.ok("GET", path)["variables"] == {}


@pytest.mark.usefixtures("neighbour")
@pytest.mark.parametrize(
    "target", ["http://127.0.0.2/", "http://10.0.0.1/", "http://169.254.169.254/", "file:///etc/x"]
)
def test_a_redirect_into_the_private_network(admin: Api, settings: Settings, target: str) -> None:
    settings.BPM_HTTP_ALLOWED_HOSTS = ("127.0.0.1",)
    with web_server(plainly(302, location=target)) as web:
        begun = start(admin, deploy(admin, chain(START, service(web.url), END)))
        running.run_ready_jobs()

    incident = the_incident(admin, begun, "fetch")
    assert incident["kind"] == "job_failed"
    assert len(web.seen) == 1
    path = f"/process-instances/{begun['id']}/variables"
    assert admin.ok("GET", path)["variables"] == {}
