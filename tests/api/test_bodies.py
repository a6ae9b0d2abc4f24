"""What a request says is read whole: each fault at its place, and nothing passed over."""

import json
from typing import Any

import pytest

from bpm.identity.models import ApiToken
from tests.api.client import Api
from tests.api.instances import count_rows, deploy
from tests.builders import END, START, chain, model, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)


def _faults(answer: Any) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in answer.json["errors"]}


def test_every_fault_of_a_body_is_named_at_its_place(admin: Api) -> None:
    body = {
        "definition_key": 5,
        "definition_id": "x",
        "version": 1.5,
        "variables": [],
        "variable_types": {"due": "date", "a/b": 1},
        "unknown": 1,
        "other": 2,
    }

    answer = admin("POST", "/process-instances", body)

    assert (answer.status, answer.code) == (422, "invalid_body")
    assert _faults(answer) == {
        ("/definition_key", "invalid_type"),
        ("/definition_id", "invalid_type"),
        ("/version", "invalid_type"),
        ("/variables", "invalid_type"),
        ("/variable_types/a~1b", "invalid_type"),
        ("/unknown", "unknown_member"),
        ("/other", "unknown_member"),
    }
    assert answer.json["errors"][0]["detail"] == "Expected `string | null`, got `number`."
    assert set(count_rows().values()) == {0}


def test_faults_inside_lists_are_named_at_their_place(admin: Api) -> None:
    resources = [{"name": "a.bpmn"}, 5, {"name": "b.bpmn", "content": "x", "kind": "bpmn"}]

    answer = admin("POST", "/deployments", {"resources": resources})

    assert (answer.status, answer.code) == (422, "invalid_body")
    assert _faults(answer) == {
        ("/name", "missing_member"),
        ("/resources/0/content", "missing_member"),
        ("/resources/1", "invalid_type"),
        ("/resources/2/kind", "unknown_member"),
    }


def test_of_very_many_faults_a_hundred_are_named(admin: Api) -> None:
    body = {"definition_key": "k", **{f"unknown{place}": 1 for place in range(500)}}

    answer = admin("POST", "/process-instances", body)

    assert answer.status == 422
    assert len(answer.json["errors"]) == 100


def _nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_a_value_is_a_hundred_levels_deep_and_no_deeper(admin: Api) -> None:
    key = deploy(admin, chain(START, script("copy", "v", "w"), user_task("see"), END))
    start = f'{{"definition_key": "{key}", "variables": {{"v": %s}}}}'

    kept = admin(
        "POST", "/process-instances?include=variables", raw=(start % _nested(100)).encode()
    )
    before = count_rows()
    deeper = admin("POST", "/process-instances", raw=(start % _nested(101)).encode())
    far_deeper = admin("POST", "/process-instances", raw=(start % _nested(5000)).encode())

    assert kept.status == 201
    assert kept.json["variables"] == {"v": json.loads(_nested(100)), "w": json.loads(_nested(100))}
    path = f"/process-instances/{kept.json['id']}/variables"
    assert admin.ok("GET", path)["variables"] == kept.json["variables"]
    assert (deeper.status, deeper.code) == (422, "variable_too_deep")
    assert deeper.pointers == ["/variables/v"]
    assert (far_deeper.status, far_deeper.code) == (400, "malformed_json")
    assert count_rows() == before


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/deployments?dryrun=true", "dryrun"),
        ("POST", "/process-instances?includes=variables", "includes"),
        ("POST", "/tokens?force=1", "force"),
        ("GET", "/me?expand=all", "expand"),
        ("HEAD", "/me?expand=all", None),
    ],
)
def test_parameters_that_nobody_reads_are_refused(
    admin: Api, method: str, path: str, name: str | None
) -> None:
    key = deploy(admin, chain(START, user_task("see"), END))
    tokens = ApiToken.objects.count()
    body = {
        "deployments": {
            "name": "n",
            "resources": [{"name": "n.bpmn", "content": model("n", chain(START, END))}],
        },
        "process-instances": {"definition_key": key},
        "tokens": {"name": "x"},
    }.get(path.split("?", maxsplit=1)[0].strip("/"))

    answer = admin(method, path, body)

    assert answer.status == 422
    if name is not None:
        assert answer.code == "invalid_query"
        assert answer.pointers == [f"/{name}"]
    assert admin.ok("GET", "/process-definitions?key=n")["items"] == []
    assert admin.ok("GET", "/process-instances")["items"] == []
    assert ApiToken.objects.count() == tokens


def test_a_body_in_another_character_set_is_refused(admin: Api) -> None:
    for said, status in (
        ("application/json; charset=UTF-8", 201),
        ('application/json; charset="utf-8"', 201),
        ("application/json; charset=latin-1", 415),
        ("application/json; profile=x; charset=utf-16", 415),
    ):
        answer = admin("POST", "/tokens", {"name": "x"}, content_type=said)

        assert answer.status == status, said


def test_the_start_event_may_be_named(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("see"), END))

    named = admin("POST", "/process-instances", {"definition_key": key, "start_at": "start"})
    wrong = admin("POST", "/process-instances", {"definition_key": key, "start_at": "see"})

    assert named.status == 201
    assert [place["activity_id"] for place in named.json["waiting_at"]] == ["see"]
    assert (wrong.status, wrong.code) == (422, "invalid_start")
    assert wrong.pointers == ["/start_at"]
    assert "'start'" in wrong.json["detail"]
    assert len(admin.ok("GET", "/process-instances")["items"]) == 1


@pytest.mark.parametrize(
    ("path", "field", "choices"),
    [
        ("/process-instances", "state", "active, suspended, completed, cancelled"),
        ("/user-tasks", "state", "open, completed, cancelled"),
        ("/jobs", "state", "armed, ready, leased, failed"),
        ("/process-definitions", "state", "active, suspended, deleted"),
        ("/drafts", "kind", "process, form, decision"),
    ],
)
def test_a_state_that_does_not_exist_is_refused(
    admin: Api, path: str, field: str, choices: str
) -> None:
    wrong = "nonsense"

    answers = [
        admin("GET", f"{path}?{field}={wrong}"),
        admin("POST", f"{path}/search", {"filter": {field: wrong}}),
        admin("POST", f"{path}/search", {"filter": {field: {"$in": [wrong]}}}),
        admin("POST", f"{path}/search", {"filter": {field: {"$neq": wrong}}}),
    ]

    for answer in answers:
        assert (answer.status, answer.code) == (422, "invalid_search")
        (fault,) = answer.json["errors"]
        assert fault["pointer"].startswith(f"/filter/{field}")
        assert fault["detail"] == f"Give one of: {choices}."


def test_a_search_without_operator_or_with_two_pages_is_refused(admin: Api) -> None:
    for answer, pointer in (
        (admin("POST", "/user-tasks/search", {"filter": {"state": {}}}), "/filter/state"),
        (admin("GET", "/process-instances?limit=1&limit=2"), "/limit"),
        (admin("GET", "/process-instances?include=variables&include=x"), "/include"),
        (admin("GET", "/process-instances?include_total=yes"), "/include_total"),
    ):
        assert (answer.status, answer.code) == (422, "invalid_search")
        assert answer.pointers == [pointer]


def test_a_repeated_field_is_one_of(admin: Api) -> None:
    key = deploy(admin, chain(START, user_task("see"), END))
    admin.ok("POST", "/process-instances", {"definition_key": key})

    found = admin.ok("GET", "/process-instances?state=completed&state=active")

    assert [item["definition_key"] for item in found["items"]] == [key]
