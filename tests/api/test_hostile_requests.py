"""Every entry of the lists of hostile members, queries, names and texts: refused, or only text."""

import json
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import pytest

from bpm.identity.models import User
from tests.api.client import Answer, Api
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, model, user_task
from tests.payloads import needs_payloads, read_payloads

pytestmark = [pytest.mark.django_db(transaction=True), needs_payloads]

SIMPLE = chain(START, user_task("work"), END)
LONGEST_SECONDS = 2


# ---- members that nobody may set -------------------------------------------------------------


def test_members_that_nobody_may_set(admin: Api, alice: Api) -> None:
    key = deploy(admin, SIMPLE)
    begun = start(admin, key)
    task = begun["waiting_at"][0]["user_task_id"]
    alice.ok("POST", f"/user-tasks/{task}/claim")
    resources = [{"name": "x.bpmn", "content": model("x", chain(START, END))}]
    person = {"username": "zoe", "password": "Correct-horse-7"}
    requests: dict[str, tuple[Api, str, str, dict[str, Any]]] = {
        "POST /users/ and PATCH /users/me": (admin, "POST", "/users", person),
        "POST /definitions/": (
            admin,
            "POST",
            "/deployments",
            {"name": "x", "resources": resources},
        ),
        "PATCH /definitions/{id}": (
            admin,
            "PATCH",
            f"/process-definitions/{begun['definition_id']}",
            {},
        ),
        "POST /instances/": (admin, "POST", "/process-instances", {"definition_key": key}),
        "PATCH /instances/{id}": (
            admin,
            "PATCH",
            f"/process-instances/{begun['id']}/variables",
            {"variables": {"n": 1}},
        ),
        "POST /tasks/{id}/complete": (alice, "POST", f"/user-tasks/{task}/complete", {}),
        "PATCH /tasks/{id}": (alice, "PATCH", f"/user-tasks/{task}", {}),
        "POST /comments/": (alice, "POST", f"/user-tasks/{task}/comments", {"text": "x"}),
        "POST /webhooks/ or connectors": (admin, "POST", "/connectors", {}),
        "PUT /settings/": (admin, "PUT", "/settings", {}),
    }
    before = (count_rows(), User.objects.count(), admin.ok("GET", "/deployments"))
    entries = read_payloads("mass_assignment")
    for entry in entries:
        who, method, path, body = requests[entry["request"]]
        # What an administrator may set for others, a colleague may not, for nobody.
        is_known = entry["field"] in body or (path, entry["field"]) == ("/users", "groups")

        answer = (alice if is_known else who)(method, path, {**body, entry["field"]: "1"})

        assert answer.status in {403, 404, 405, 422}, (entry["id"], answer.raw)
        if answer.status == 422:
            assert answer.pointers == [f"/{entry['field']}"], entry["id"]
    assert len(entries) > 50
    assert (count_rows(), User.objects.count(), admin.ok("GET", "/deployments")) == before
    for entry in entries:
        if "PATCH /users/me" in entry["request"]:
            answer = alice("PATCH", "/me", {"language": "de", entry["field"]: "1"})
            assert (answer.status, answer.pointers) == (422, [f"/{entry['field']}"]), entry["id"]
    assert admin.ok("GET", f"/user-tasks/{task}")["assignee"] == "alice"


# ---- queries that want to reach the tables ---------------------------------------------------


def ask(who: Api, request: str) -> Answer:
    """Send an entry of the list to the address that answers such requests here."""
    method, _, rest = request.partition(" ")
    address, _, body = rest.partition(" {") if method == "POST" else (rest, "", "")
    if body:
        return who("POST", "/process-instances/search", json.loads("{" + body))
    _, _, query = address.partition("?")
    path = "/user-tasks" if "/tasks" in address else "/process-instances"
    return who("GET", f"{path}?{quote(query, safe='=&%')}")


def test_queries_that_want_to_reach_the_tables(admin: Api, gina: Api) -> None:
    start(admin, deploy(admin, SIMPLE), business_key="ours")
    start(gina, deploy(gina, SIMPLE), business_key="theirs")
    before = count_rows()
    entries = read_payloads("orm_injection")
    for entry in entries:
        begun = time.monotonic()

        answer = ask(admin, entry["request"])

        assert answer.status in {200, 400, 422}, (entry["id"], answer.raw)
        assert time.monotonic() - begun < LONGEST_SECONDS, entry["id"]
        assert b"theirs" not in answer.raw, entry["id"]
        assert not re.search(rb"psycopg|SELECT |SQL|column ", answer.raw), entry["id"]
        if answer.status == 422:
            assert answer.json["errors"], entry["id"]
    assert len(entries) > 30
    assert count_rows() == before


# ---- names of files that want to be paths ----------------------------------------------------


FORM = "multipart/form-data; boundary=limit"


def form_of(name: str, content: str) -> bytes:
    """Return the upload of a file of any name, which the test client would mend."""
    field = 'Content-Disposition: form-data; name="{}"'
    file = f'{field.format("files")}; filename="{name}"\r\nContent-Type: application/xml'
    parts = [f"{field.format('name')}\r\n\r\nx", f"{file}\r\n\r\n{content}"]
    return ("".join(f"--limit\r\n{part}\r\n" for part in parts) + "--limit--\r\n").encode()


def test_names_of_files_that_want_to_be_paths(admin: Api) -> None:
    entries = read_payloads("path_traversal")
    for number, entry in enumerate(entries):
        name = entry["filename"]
        contents = [model(f"p{number}{way}", SIMPLE) for way in "ab"]
        resources = [{"name": name, "content": contents[0]}]
        answers = [
            admin("POST", "/deployments", {"name": "x", "resources": resources}),
            admin("POST", "/deployments", raw=form_of(name, contents[1]), content_type=FORM),
        ]

        for answer, content in zip(answers, contents, strict=True):
            assert answer.status in {201, 400, 422}, (entry["id"], answer.raw)
            if answer.status == 201:
                (definition,) = answer.json["process_definitions"]
                read = admin("GET", f"/process-definitions/{definition['id']}/xml")
                assert read.raw == content.encode(), entry["id"]
        for path in ("/process-definitions/{}/xml", "/process-definitions/by-key/{}", "/drafts/{}"):
            assert admin("GET", path.format(quote(name, safe=""))).status in {200, 404, 405}
    assert len(entries) > 20


# ---- texts that want to be pages -------------------------------------------------------------


def test_texts_that_want_to_be_pages(admin: Api, alice: Api) -> None:
    entries = read_payloads("xss")
    kept = 0
    for number, entry in enumerate(entries):
        for keep in (keep_in_model, keep_in_variable, keep_as_person, keep_in_draft):
            answer, found = keep(admin, number, entry["payload"])
            assert answer.headers["content-type"].startswith("application/"), entry["id"]
            assert answer.headers["x-content-type-options"] == "nosniff", entry["id"]
            if answer.status in {400, 422}:
                continue
            assert found == entry["payload"], (entry["id"], keep.__name__)
            kept += 1
    assert len(entries) > 20
    assert kept > 3 * len(entries)


Keep = Callable[[Api, int, str], tuple[Answer, object]]


def keep_in_model(who: Api, number: int, text: str) -> tuple[Answer, object]:
    """Deploy a task of this name; return what the inbox calls it."""
    body = chain(START, f'<bpmn:userTask id="work" name={quoteattr(text)}/>', END)
    key = f"shown{number}"
    resources = [{"name": f"{key}.bpmn", "content": model(key, body)}]
    answer = who("POST", "/deployments", {"name": text, "resources": resources})
    if answer.status != 201:
        return answer, None
    begun = start(who, key)
    read = who("GET", f"/user-tasks/{begun['waiting_at'][0]['user_task_id']}")
    return read, read.json["name"]


def keep_in_variable(who: Api, number: int, text: str) -> tuple[Answer, object]:
    """Start with this as value and business key; return the value as read."""
    key = deploy(who, SIMPLE)
    begun = who("POST", "/process-instances", {"definition_key": key, "variables": {"text": text}})
    if begun.status != 201:
        return begun, None
    read = who("GET", f"/process-instances/{begun.json['id']}/variables")
    return read, read.json["variables"]["text"]


def keep_as_person(who: Api, number: int, text: str) -> tuple[Answer, object]:
    """Create a person of this name; return the name as read."""
    person = {"username": f"shown{number}", "password": "Correct-horse-7", "first_name": text}
    answer = who("POST", "/users", person)
    if answer.status != 201:
        return answer, None
    read = who("GET", f"/users/shown{number}")
    return read, read.json["first_name"]


def keep_in_draft(who: Api, number: int, text: str) -> tuple[Answer, object]:
    """Keep a draft of this content; return the content as read."""
    made = who("POST", "/drafts", {"name": f"draft {number}", "content": text})
    if made.status != 201:
        return made, None
    read = who("GET", f"/drafts/{made.json['id']}")
    return read, read.json["content"]
