"""Searching by variables over REST: which, by whom, with what values; and what is refused."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, Tenants, permit
from tests.api.instances import count_rows, deploy, start
from tests.builders import END, START, chain, model, script, user_task
from tests.payloads import read_payloads

pytestmark = pytest.mark.django_db(transaction=True)

DECLARED = 'searchableVariables="amount:number, city, due:date, at:date_time, hot:boolean"'
ASK = chain(START, user_task("approve"), END)


def deploy_declaring(who: Api, body: str = ASK, process: str = DECLARED) -> str:
    return deploy(who, body, process=process)


def find_tasks(who: Api, *conditions: dict[str, Any], **more: Any) -> list[str]:
    """Return the business keys of the open tasks that match conditions on variables."""
    wanted = {"state": "open", "variables": list(conditions), **more}
    page = who.ok("POST", "/user-tasks/search", {"filter": wanted})
    return sorted(item["business_key"] for item in page["items"])


def find_instances(who: Api, *conditions: dict[str, Any], **more: Any) -> list[str]:
    """Return the business keys of the instances that match conditions on variables."""
    wanted = {"variables": list(conditions), **more}
    page = who.ok("POST", "/process-instances/search", {"filter": wanted})
    return sorted(item["business_key"] for item in page["items"])


MATCHES = [
    ("amount", "$eq", 1000, "B"),
    ("amount", "$gt", 11, "B"),
    ("amount", "$lte", 10.50, "A"),
    ("amount", "$neq", 1000, "A"),
    ("amount", "$in", [1, 1000], "B"),
    ("amount", "$nin", [1, 1000], "A"),
    ("city", "$eq", "Köln", "A"),
    ("city", "$like", "kö%", "A"),
    ("city", "$like", "%.%", "B"),
    ("city", "$exists", True, "ABC"),
    ("city", "$eq", None, "C"),
    ("amount", "$exists", False, "C"),
    ("due", "$lt", "2026-06-01", "A"),
    ("due", "$eq", "2026-07-01", "B"),
    ("at", "$gte", "2026-05-01T10:00:00+02:00", "A"),
    ("hot", "$eq", True, "A"),
    ("hot", "$neq", True, "B"),
]


def test_declared_variables_are_found_in_every_process(admin: Api) -> None:
    first, second = deploy_declaring(admin), deploy_declaring(admin)
    types = {"due": "date"}
    a = {"amount": 10.5, "city": "Köln", "due": "2026-05-01", "at": "2026-05-01T08:00:00Z"}
    b = {"amount": 1000, "city": "St. Gallen", "due": "2026-07-01"}
    start(admin, first, business_key="A", variables={**a, "hot": True}, variable_types=types)
    start(admin, second, business_key="B", variables={**b, "hot": False})
    start(admin, first, business_key="C", variables={"city": None})

    for name, operator, value, expected in MATCHES:
        wanted = {"name": name, "op": operator, "value": value}
        assert find_tasks(admin, wanted) == [*expected], wanted
        assert find_instances(admin, wanted) == [*expected], wanted

    both = [{"name": "amount", "op": "$gt", "value": 1}, {"name": "hot", "value": False}]
    assert find_tasks(admin, *both) == ["B"]
    either = {"$or": [{"variables": [both[1]]}, {"variables": [{"name": "city", "value": "Köln"}]}]}
    page = admin.ok("POST", "/user-tasks/search", {"filter": either, "include_total": True})
    assert page["page"]["total"] == 2


def test_what_a_step_writes_is_found_at_once(admin: Api, alice: Api) -> None:
    body = chain(
        START, script("double", "amount * 2", "amount"), user_task("approve"), user_task("pay"), END
    )
    key = deploy_declaring(admin, body)
    begun = start(admin, key, business_key="A", variables={"amount": 4})
    path = f"/process-instances/{begun['id']}"

    assert find_tasks(admin, {"name": "amount", "value": 8}) == ["A"]
    admin.ok("PATCH", f"{path}/variables", {"variables": {"amount": 9, "other": 1}})
    assert find_tasks(admin, {"name": "amount", "value": 8}) == []
    assert find_tasks(admin, {"name": "amount", "value": 9}) == ["A"]
    (task,) = admin.ok("GET", f"/user-tasks?process_instance_id={begun['id']}")["items"]
    done = {"variables": {"amount": 1e30, "city": "x" * 9000}}
    alice.ok("POST", f"/user-tasks/{task['id']}/complete", done)
    assert find_tasks(admin, {"name": "amount", "op": "$gt", "value": 1e29}) == ["A"]
    assert find_tasks(admin, {"name": "city", "op": "$like", "value": "xx%"}) == ["A"]


def test_what_is_not_declared_needs_one_process(admin: Api) -> None:
    silent = deploy_declaring(admin, process="")
    start(admin, silent, business_key="S", variables={"colour": "red", "amount": 5})
    loud = deploy_declaring(admin)
    start(admin, loud, business_key="L", variables={"colour": "red", "amount": 5})

    red = {"name": "colour", "value": "red"}
    assert find_tasks(admin, red, definition_key=silent) == ["S"]
    assert find_instances(admin, red, definition_key=loud) == ["L"]
    within = {"$or": [{"variables": [red]}], "definition_key": silent}
    assert len(admin.ok("POST", "/user-tasks/search", {"filter": within})["items"]) == 1
    # Declared by another process: known, and no instance of this one is passed over beside it.
    assert find_tasks(admin, {"name": "amount", "value": 5}) == ["L"]
    assert find_tasks(admin, {"name": "amount", "value": 5}, definition_key=silent) == ["S"]
    for path in ("/user-tasks/search", "/process-instances/search"):
        refused = admin("POST", path, {"filter": {"variables": [red]}})
        assert (refused.status, refused.code) == (422, "variable_not_searchable")
        assert refused.json["errors"][0]["pointer"] == "/filter/variables/0/name"
        several = {"variables": [red], "definition_key": {"$in": [silent, loud]}}
        assert admin("POST", path, {"filter": several}).code == "variable_not_searchable"


def test_a_new_version_that_declares_hides_no_older_instance(admin: Api) -> None:
    key = deploy(admin, ASK)
    start(admin, key, business_key="old", variables={"amount": 5})
    content = model(key, ASK, process=DECLARED)
    resources = [{"name": f"{key}.bpmn", "content": content}]
    admin.ok("POST", "/deployments", {"name": "newer", "resources": resources})
    start(admin, key, business_key="new", variables={"amount": 5})

    assert find_tasks(admin, {"name": "amount", "value": 5}, definition_key=key) == ["new", "old"]
    more = {"name": "amount", "op": "$gt", "value": 5}
    assert find_instances(admin, more, definition_key=key) == []


REFUSED = [
    ({"name": "amount", "value": "many"}, "/value"),
    ({"name": "amount", "value": True}, "/value"),
    ({"name": "amount", "op": "$in", "value": [1, "x"]}, "/value/1"),
    ({"name": "amount", "op": "$in", "value": 1}, "/value"),
    ({"name": "amount", "op": "$gt", "value": None}, "/value"),
    ({"name": "amount", "op": "$gt"}, "/value"),
    ({"name": "amount", "op": "$like", "value": "1%"}, "/op"),
    ({"name": "amount", "op": "$like", "value": 1}, "/value"),
    ({"name": "amount", "op": "$drop", "value": 1}, "/op"),
    ({"name": "amount", "op": "$exists", "value": "yes"}, "/value"),
    ({"name": "amount", "value": [1]}, "/value"),
    ({"name": "due", "value": "tomorrow"}, "/value"),
    ({"name": "at", "value": "2026-05-01"}, "/value"),
    ({"name": "hot", "op": "$gt", "value": "x"}, "/value"),
    ({"name": "city", "value": "x" * 401}, "/value"),
    ({"name": "", "value": 1}, "/name"),
    ({"name": ["amount"], "value": 1}, "/name"),
    ({"name": "amount", "value": 1, "sql": "1"}, ""),
    ("amount", ""),
]


@pytest.mark.parametrize("path", ["/user-tasks/search", "/process-instances/search"])
def test_values_that_do_not_fit_are_named(admin: Api, path: str) -> None:
    deploy_declaring(admin)
    fine = {"name": "amount", "value": 1}
    for wanted, pointer in REFUSED:
        answer = admin("POST", path, {"filter": {"variables": [fine, wanted]}})

        pointers = [problem["pointer"] for problem in answer.json["errors"]]
        assert (answer.status, pointers) == (422, [f"/filter/variables/1{pointer}"]), wanted
    many: Any
    for many in ([fine] * 21, [], "amount", {}):
        assert admin("POST", path, {"filter": {"variables": many}}).status == 422
    spread = {"$or": [{"variables": [fine] * 11}, {"variables": [fine] * 11}]}
    assert admin("POST", path, {"filter": spread}).status == 422


def test_payloads_stay_values(admin: Api, gina: Api) -> None:
    key = deploy_declaring(admin)
    start(admin, key, business_key="ours", variables={"city": "here"})
    start(gina, deploy_declaring(gina), business_key="theirs", variables={"city": "there"})
    before = count_rows()
    entries = read_payloads("orm_injection")
    for entry in entries:
        text = entry["request"][:400]
        wanted = [
            {"name": "city", "op": operator, "value": [text] if operator == "$in" else text}
            for operator in ("$eq", "$neq", "$gt", "$like", "$in")
        ]
        for condition, around in (
            *((one, {}) for one in wanted),
            (wanted[0], {"definition_key": key}),
            ({"name": text[:90], "op": "$eq", "value": text}, {}),
        ):
            body = {"filter": {"variables": [condition], **around}}
            for path in ("/user-tasks/search", "/process-instances/search"):
                answer = admin("POST", path, body)
                assert answer.status in {200, 400, 422}, (entry["id"], answer.raw)
                assert b"theirs" not in answer.raw, entry["id"]
    assert count_rows() == before


def test_who_may_search_by_what(admin: Api, alice: Api, charlie: Api) -> None:
    key = deploy_declaring(admin)
    start(admin, key, business_key="A", variables={"amount": 5, "secret": 7})
    open_to_all = {"name": "amount", "value": 5}
    hidden = {"name": "secret", "value": 7}

    # A candidate sees the task; of its variables only what the model declares.
    assert find_tasks(alice, open_to_all) == ["A"]
    assert find_tasks(alice, hidden, definition_key=key) == []
    assert find_tasks(admin, hidden, definition_key=key) == ["A"]
    (task,) = alice.ok("GET", "/user-tasks?view=groups")["items"]
    alice.ok("POST", f"/user-tasks/{task['id']}/claim")
    assert find_tasks(alice, hidden, definition_key=key) == ["A"]
    assert find_tasks(charlie, open_to_all) == []
    permit(charlie, Permission.READ_INSTANCES)
    assert find_instances(charlie, hidden, definition_key=key) == ["A"]


def test_other_tenants_are_not_found(tenants: Tenants) -> None:
    start(tenants.admin, deploy_declaring(tenants.admin), variables={"amount": 5})
    amount = {"filter": {"variables": [{"name": "amount", "value": 5}]}}

    assert tenants.gina("POST", "/user-tasks/search", amount).code == "variable_not_searchable"
    deploy_declaring(tenants.gina)
    assert tenants.gina.ok("POST", "/user-tasks/search", amount)["items"] == []
    assert len(tenants.admin.ok("POST", "/user-tasks/search", amount)["items"]) == 1


def test_saved_filters_search_count_and_show_variables(admin: Api, alice: Api) -> None:
    key = deploy_declaring(admin)
    types = {"due": "date"}
    rich = {"amount": 12.50, "due": "2026-05-01", "secret": 1}
    start(admin, key, business_key="A", variables=rich, variable_types=types)
    start(admin, key, business_key="B", variables={"amount": 1})
    criteria = {"variables": [{"name": "amount", "op": "$gt", "value": 10}]}
    columns = ["name", "variable:amount", "variable:due"]

    saved = alice.ok(
        "POST", "/task-filters", {"name": "x", "criteria": criteria, "columns": columns}
    )
    page = alice.ok("POST", "/user-tasks/search", {"filter_id": saved["id"]})

    (item,) = page["items"]
    assert item["business_key"] == "A"
    assert item["variables"] == {"amount": 12.5, "due": "2026-05-01"}
    assert item["variable_types"] == {"due": "date"}
    counted = alice.ok("GET", f"/task-filters/{saved['id']}/count")
    assert counted == {"count": 1, "is_estimate": False}
    (plain,) = alice.ok("POST", "/user-tasks/search", {"filter": criteria})["items"]
    assert plain["variables"] is None
    mine = {"variables": [{"name": "city", "value": "currentUser()"}]}
    alice.ok("POST", "/task-filters", {"name": "mine", "criteria": mine})
    listed = alice.ok("GET", "/searchable-variables")["items"]
    assert {"name": "amount", "types": ["number"]} in listed
    assert {"name": "city", "types": []} in listed


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"columns": ["name", "variable:secret"]}, "variable_not_searchable", "/columns/1"),
        ({"columns": ["variable:"]}, "variable_not_searchable", "/columns/0"),
        ({"columns": ["variables"]}, "invalid_value", "/columns/0"),
        (
            {"criteria": {"variables": [{"name": "secret", "value": 1}]}},
            "variable_not_searchable",
            "/criteria/variables/0/name",
        ),
        (
            {"criteria": {"$or": [{"variables": [{"name": "amount", "value": "x"}]}]}},
            "invalid_value",
            "/criteria/$or/0/variables/0/value",
        ),
    ],
)
def test_filters_that_cannot_be_kept(
    admin: Api, alice: Api, body: dict[str, Any], code: str, pointer: str
) -> None:
    deploy_declaring(admin)

    refused = alice("POST", "/task-filters", {"name": "x", **body})

    assert refused.status == 422
    assert [(p["code"], p["pointer"]) for p in refused.json["errors"]] == [(code, pointer)]
    assert alice.ok("GET", "/task-filters")["items"] == []


def test_text_finds_names_keys_and_searchable_texts(admin: Api, alice: Api) -> None:
    key = deploy_declaring(admin)
    start(admin, key, business_key="INV-100%", variables={"city": "Nürnberg (Süd)", "secret": "zz"})
    start(admin, key, business_key="INV-200", variables={"city": "Bern"})

    def found(text: str) -> int:
        listed = alice.ok("POST", "/user-tasks/search", {"filter": {"text": text}})["items"]
        return len(listed)

    expected = {"approve": 2, "INV": 2, "inv-100%": 1, "nürnb": 1, "(süd)": 1, "bern": 1}
    nothing = dict.fromkeys(("zz", "true", "INV-100_", ".*"), 0)
    short = {"%": 0, "in": 2, "00%": 1}
    for text, count in {**expected, **short, **nothing}.items():
        assert found(text) == count, text
