"""Every entry of the lists of hostile input, from the deployment on: refused or held, never 5xx."""

import socket
import time
from collections.abc import Iterator
from uuid import uuid4
from xml.sax.saxutils import escape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bpm.core.scripting import close_pool
from bpm.jobs import running
from tests.api.client import Answer, Api
from tests.api.instances import start
from tests.builders import END, START, chain, flow, model, user_task
from tests.payloads import FOLDER, needs_payloads, read_payloads

pytestmark = [pytest.mark.django_db(transaction=True), needs_payloads]

CANARY = "canary-51c07e"
SCRIPTS = [
    entry
    for name in ("sandbox_escape", "sandbox_dos")
    for entry in read_payloads(name)
    if entry["kind"] != "bpmn"
]
FILES = [entry for entry in read_payloads("xml_index") if "file" in entry]
LONGEST_DEPLOYMENT_SECONDS = 2
DEEP = 20_000


@pytest.fixture(autouse=True, scope="module")
def no_worker_is_left() -> Iterator[None]:
    yield
    close_pool()


@pytest.fixture(autouse=True)
def canary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("H_CANARY", CANARY)


def deploy(who: Api, body: str) -> tuple[str, Answer]:
    key = f"process_{uuid4().hex[:10]}"
    resources = [{"name": f"{key}.bpmn", "content": model(key, body)}]
    return key, who("POST", "/deployments", {"name": key, "resources": resources})


def script_task(language: str, source: str) -> str:
    return (
        f'<bpmn:scriptTask id="it" scriptFormat="{language}"><bpmn:extensionElements>'
        '<bpm:script resultVariable="result"/></bpmn:extensionElements>'
        f"<bpmn:script>{escape(source)}</bpmn:script></bpmn:scriptTask>"
    )


def is_stopped(who: Api, body: str, **variables: object) -> bool:
    """Deploy and start; return whether the element ``it`` was refused or got an incident."""
    key, answer = deploy(who, body)
    assert CANARY.encode() not in answer.raw
    if answer.status == 422:
        assert {error["element_id"] for error in answer.json["errors"]} == {"it"}
        return True
    assert answer.status == 201, answer.raw
    begun = start(who, key, variables=variables)
    running.run_ready_jobs()
    path = f"/process-instances/{begun['id']}"
    for part in ("", "/variables", "/history", "/incidents"):
        assert CANARY.encode() not in who("GET", f"{path}{part}").raw
    read = who.ok("GET", path)
    if read["state"] == "completed":
        return False
    (place,) = read["waiting_at"]
    assert place["activity_id"] == "it"
    assert who.ok("GET", f"/incidents/{place['incident_id']}")["message"]
    return True


def test_scripts_in_python(admin: Api) -> None:
    hostile_names = {"__builtins__": {"len": 1}, "__class__": 1, "task": 1, "H_FILE": "/etc/x"}
    harmless, _ = deploy(admin, chain(START, script_task("python", "len([1])"), END))
    for entry in SCRIPTS:
        body = chain(START, script_task("python", entry["code"]), END)

        stopped = is_stopped(admin, body, **hostile_names)

        assert stopped or "inert" in entry["expected"], entry["id"]
        assert start(admin, harmless)["state"] == "completed", entry["id"]
    assert len(SCRIPTS) > 50


def test_the_same_as_feel(admin: Api) -> None:
    # Nothing of Python exists in FEEL: what can be read at all meets unknown names at most.
    for entry in SCRIPTS:
        code = entry["code"]
        begun = time.monotonic()
        is_stopped(admin, chain(START, script_task("feel", code), END))
        condition = (
            START
            + '<bpmn:exclusiveGateway id="it" default="no"/>'
            + END
            + flow("f1", "start", "it")
            + flow("no", "it", "end")
            + flow("yes", "it", "end", escape(code))
        )
        _, answer = deploy(admin, condition)
        assert answer.status in {201, 422}, answer.raw
        assignee = escape(f"={code}", {'"': "&quot;", "\n": "&#10;"})
        _, answer = deploy(admin, chain(START, user_task("it", f'assignee="{assignee}"'), END))
        assert answer.status in {201, 422}, answer.raw
        assert time.monotonic() - begun < 2 * LONGEST_DEPLOYMENT_SECONDS, entry["id"]


def test_models(admin: Api) -> None:
    for entry in FILES:
        content = (FOLDER / entry["file"]).read_bytes()
        begun = time.monotonic()

        response = admin.client.post(
            "/api/v1/deployments",
            {"name": "hostile", "files": [SimpleUploadedFile("x.bpmn", content)]},
            headers={"Authorization": f"Bearer {admin.token}"},
        )

        assert time.monotonic() - begun < LONGEST_DEPLOYMENT_SECONDS, entry["file"]
        assert b"root:" not in response.content
        if response.status_code == 422:
            assert all(error["detail"] for error in response.json()["errors"])
            continue
        assert response.status_code == 201, response.content
        assert not entry["expected"].startswith("4"), entry["file"]
        for definition in response.json()["process_definitions"]:
            instance = start(admin, definition["key"])
            read = admin.ok("GET", f"/process-instances/{instance['id']}")
            # It waits for somebody, or says what is wrong.
            assert read["waiting_at"], entry["file"]
    assert len(FILES) > 20


HUGE = {
    "many tasks": '<bpmn:userTask id="x"/>' * 600_000,
    "one long text": f"<bpmn:documentation>{'x' * 12_000_000}</bpmn:documentation>",
    "deep": "<bpmn:subProcess>" * DEEP + "</bpmn:subProcess>" * DEEP,
    "deep extensions": "<bpmn:extensionElements>"
    + "<a>" * DEEP
    + "</a>" * DEEP
    + "</bpmn:extensionElements>",
    "name spaces": "<a "
    + " ".join(f'xmlns:n{number}="urn:{number}"' for number in range(50_000))
    + "/>",
}


def test_models_without_measure(admin: Api) -> None:
    for name, body in HUGE.items():
        begun = time.monotonic()

        _, answer = deploy(admin, body)

        assert answer.status in {413, 422}, (name, answer.raw[:300])
        assert len(answer.raw) < 1_000_000, name
        assert time.monotonic() - begun < 5, name


LOOPS = {
    "a message that starts its own process": (
        '<bpmn:startEvent id="it"><bpmn:messageEventDefinition messageRef="again"/>'
        '</bpmn:startEvent><bpmn:endEvent id="end"/>' + flow("f", "it", "end")
    ),
    "a timer that repeats at once": chain(START, user_task("work"), END)
    + '<bpmn:boundaryEvent id="it" attachedToRef="work" cancelActivity="false">'
    "<bpmn:timerEventDefinition><bpmn:timeCycle>R/PT0S</bpmn:timeCycle>"
    '</bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id="late"/>'
    + flow("f", "it", "late"),
    "a billion of instances": chain(
        START,
        '<bpmn:userTask id="it"><bpmn:multiInstanceLoopCharacteristics>'
        "<bpmn:loopCardinality>1000000000</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
        END,
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_models_that_never_end(admin: Api, name: str) -> None:
    assert is_stopped(admin, LOOPS[name])


def test_addresses_of_a_service_task(admin: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    packets: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        packets.append(arguments)
        raise OSError

    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "create_connection", refuse)
    # A name server that leads every name inside.
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    key, answer = deploy(
        admin,
        chain(
            START,
            '<bpmn:serviceTask id="it"><bpmn:extensionElements><bpm:service connector="http">'
            '<bpm:parameter name="method">GET</bpm:parameter>'
            '<bpm:parameter name="url">=url</bpm:parameter>'
            '<bpm:parameter name="headers">=headers</bpm:parameter></bpm:service>'
            '<bpm:retry maxAttempts="1"/></bpmn:extensionElements></bpmn:serviceTask>',
            END,
        ),
    )
    assert answer.status == 201, answer.raw
    entries = read_payloads("ssrf")
    for entry in entries:
        url, _, header = entry["url"].partition(" with header ")
        name, _, value = header.strip('"').partition(": ")
        headers = {name: value} if header else {}
        begun = start(admin, key, variables={"url": url, "headers": headers})
        running.run_ready_jobs()
        (place,) = admin.ok("GET", f"/process-instances/{begun['id']}")["waiting_at"]
        incident = admin.ok("GET", f"/incidents/{place['incident_id']}")
        assert incident["activity_id"] == "it", entry["id"]
        assert "127.0.0.1" not in incident["message"] or "127.0.0.1" in url, entry["id"]
    assert len(entries) > 50
    assert packets == []


def test_patterns_in_feel(admin: Api) -> None:
    found = '[matches(input, pattern), replace(input, pattern, ""), split(input, pattern)]'
    key, answer = deploy(admin, chain(START, script_task("feel", found), END))
    assert answer.status == 201, answer.raw
    entries = read_payloads("redos")
    for entry in entries:
        given = {"input": entry["input"], "pattern": entry["pattern"]}
        begun = time.monotonic()

        instance = start(admin, key, variables=given)

        assert time.monotonic() - begun < 1, entry["id"]
        assert instance["state"] in {"active", "completed"}
    assert len(entries) > 5
