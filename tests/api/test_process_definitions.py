"""Reading definitions, starting rights, and permissions on single processes."""

import pytest

from bpm.identity.models import DefinitionKey
from tests.api.client import Api
from tests.builders import END, START, chain, model, user_task

BODY = chain(START, user_task("work"), END)
STARTED_BY_REVIEWERS = 'candidateStarterGroups="reviewers" candidateStarterUsers="charlie"'


def deploy(who: Api, key: str, *, body: str = BODY, process: str = "") -> dict[str, object]:
    """Deploy one process and return its definition."""
    content = model(key, body, process=process)
    answer = who.ok(
        "POST",
        "/deployments",
        {"name": key, "resources": [{"name": f"{key}.bpmn", "content": content}]},
    )
    definition: dict[str, object] = answer["process_definitions"][0]
    return definition


def keys(answer: dict[str, list[dict[str, object]]]) -> list[object]:
    """Return the keys in a page."""
    return [item["key"] for item in answer["items"]]


def test_versions_are_listed_newest_first(admin: Api) -> None:
    deploy(admin, "one")
    deploy(admin, "one", body=chain(START, END))
    deploy(admin, "two")

    listed = admin.ok("GET", "/process-definitions")["items"]
    newest = admin.ok("GET", "/process-definitions?is_newest=true")["items"]

    assert [(item["key"], item["version"]) for item in listed] == [
        ("one", 2),
        ("one", 1),
        ("two", 1),
    ]
    assert [(item["key"], item["version"]) for item in newest] == [("one", 2), ("two", 1)]


def test_counts_come_where_they_are_asked_for(admin: Api) -> None:
    definition = deploy(admin, "one")
    admin.ok("POST", "/process-instances", {"definition_key": "one"})

    (plain,) = admin.ok("GET", "/process-definitions")["items"]
    (counted,) = admin.ok("GET", "/process-definitions?include=counts")["items"]
    single = admin.ok("GET", f"/process-definitions/{definition['id']}")
    statistics = admin.ok("GET", f"/process-definitions/{definition['id']}/statistics")

    assert plain["running"] is None
    assert (counted["running"], counted["finished"], counted["incidents"]) == (1, 0, 0)
    assert single == counted
    assert statistics["running"] == 1
    assert {a["activity_id"]: a["running"] for a in statistics["activities"]} == {
        "start": 0,
        "work": 1,
    }


def test_a_search_takes_operators_and_pages(admin: Api) -> None:
    for number in range(5):
        deploy(admin, f"key-{number}")
    body: dict[str, object] = {
        "filter": {"key": {"$like": "key-%", "$neq": "key-3"}, "version": 1},
        "sort": [{"field": "key", "order": "desc"}],
        "page": {"limit": 3},
        "include_total": True,
    }

    first = admin.ok("POST", "/process-definitions/search", body)
    rest = {**body, "page": {"limit": 3, "cursor": first["page"]["next_cursor"]}}
    second = admin.ok("POST", "/process-definitions/search", rest)
    back = {**body, "page": {"limit": 3, "cursor": second["page"]["previous_cursor"]}}

    assert (keys(first), keys(second)) == (["key-4", "key-2", "key-1"], ["key-0"])
    assert (first["page"]["total"], first["page"]["total_is_estimate"]) == (4, False)
    assert (first["page"]["previous_cursor"], second["page"]["next_cursor"]) == (None, None)
    assert keys(admin.ok("POST", "/process-definitions/search", back)) == keys(first)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"filter": {"colour": "red"}}, "/filter/colour"),
        ({"filter": {"version": "one"}}, "/filter/version"),
        ({"filter": {"version": {"$in": [10**20]}}}, "/filter/version/0"),
        ({"filter": {"version": 1.5}}, "/filter/version"),
        ({"filter": {"deployed_at": "0001-01-01T00:00:00+12:00"}}, "/filter/deployed_at"),
        ({"filter": {"key": {"$near": "x"}}}, "/filter/key"),
        ({"filter": {"id": "x"}}, "/filter/id"),
        ({"filter": {"deployed_at": "yesterday"}}, "/filter/deployed_at"),
        ({"filter": {"key": {"$in": "x"}}}, "/filter/key"),
        ({"filter": {"$or": {}}}, "/filter/$or"),
        ({"filter": {"is_newest": "maybe"}}, "/filter/is_newest"),
        ({"sort": [{"field": "state"}]}, "/sort/0/field"),
        ({"sort": [{"field": "key", "order": "up"}]}, "/sort/0/order"),
        ({"page": {"limit": 0}}, "/page/limit"),
        ({"page": {"limit": 501}}, "/page/limit"),
        ({"page": {"limit": 1.5}}, "/page/limit"),
        ({"page": {"cursor": "!!"}}, "/page/cursor"),
        ({"page": {"cursor": "eyJ4IjogMX0"}}, "/page/cursor"),
        ({"colour": "red"}, "/colour"),
        ({"filter": []}, "/filter"),
    ],
)
def test_a_wrong_search_is_refused_by_place(
    admin: Api, body: dict[str, object], pointer: str
) -> None:
    answer = admin("POST", "/process-definitions/search", body)

    assert answer.status == 422, answer.raw
    assert answer.pointers == [pointer]


@pytest.mark.parametrize(
    "query",
    ["limit=x", "limit=0", "limit=99999", "colour=red", "key=%00", "startable=maybe", "include=x"],
)
def test_a_wrong_list_is_refused(admin: Api, query: str) -> None:
    assert admin("GET", f"/process-definitions?{query}").status == 422


def test_who_may_start_sees_it_and_nobody_else(admin: Api, alice: Api, charlie: Api) -> None:
    deploy(admin, "open", process=STARTED_BY_REVIEWERS)
    hidden = deploy(admin, "closed")

    for starter in (alice, charlie):
        page = starter.ok("GET", "/process-definitions?startable=true")
        assert [(item["key"], item["can_start"]) for item in page["items"]] == [("open", True)]
        assert keys(starter.ok("GET", "/process-definitions")) == ["open"]
        for path in ("", "/xml", "/start-form", "/statistics"):
            assert starter("GET", f"/process-definitions/{hidden['id']}{path}").status == 404
        assert starter("POST", f"/process-definitions/{hidden['id']}/suspend").status == 404


def test_who_may_only_start_learns_nothing_about_the_instances_of_others(
    admin: Api, alice: Api
) -> None:
    definition = deploy(admin, "open", process=STARTED_BY_REVIEWERS)
    admin.ok("POST", "/process-instances", {"definition_key": "open"})

    (listed,) = alice.ok("GET", "/process-definitions?include=counts")["items"]
    single = alice.ok("GET", f"/process-definitions/{definition['id']}")
    statistics = alice("GET", f"/process-definitions/{definition['id']}/statistics")

    assert (listed["running"], single["running"], single["incidents"]) == (None, None, None)
    assert (statistics.status, statistics.code) == (403, "permission_missing")


def test_the_start_page_offers_the_newest_active_version(admin: Api, alice: Api) -> None:
    deploy(admin, "open", process=STARTED_BY_REVIEWERS)
    second = deploy(admin, "open", body=chain(START, END), process=STARTED_BY_REVIEWERS)
    form = alice.ok("GET", f"/process-definitions/{second['id']}/start-form")

    (offered,) = alice.ok("GET", "/process-definitions?startable=true")["items"]
    assert (offered["version"], form) == (
        2,
        {"form": None, "variables": {}, "variable_types": {}, "secret_variables": []},
    )

    admin.ok("POST", f"/process-definitions/{second['id']}/suspend")
    assert alice.ok("GET", "/process-definitions?startable=true")["items"] == []
    admin.ok("POST", f"/process-definitions/{second['id']}/resume")
    assert len(alice.ok("GET", "/process-definitions?startable=true")["items"]) == 1


def test_suspending_stops_starts_and_is_repeatable(admin: Api) -> None:
    definition = deploy(admin, "one")

    for _ in range(2):
        view = admin.ok("POST", f"/process-definitions/{definition['id']}/suspend")
        assert (view["state"], view["can_start"]) == ("suspended", False)
    answer = admin("POST", "/process-instances", {"definition_key": "one"})
    assert answer.status == 423
    admin.ok("POST", f"/process-definitions/{definition['id']}/resume")
    assert admin("POST", "/process-instances", {"definition_key": "one"}).status == 201


def test_who_may_only_start_may_not_suspend(admin: Api, alice: Api) -> None:
    definition = deploy(admin, "open", process=STARTED_BY_REVIEWERS)

    answer = alice("POST", f"/process-definitions/{definition['id']}/suspend")

    assert (answer.status, answer.code) == (403, "permission_missing")
    assert admin.ok("GET", f"/process-definitions/{definition['id']}")["state"] == "active"


def test_a_permission_on_one_process_reaches_only_that(admin: Api, charlie: Api) -> None:
    one, two = deploy(admin, "one"), deploy(admin, "two")
    grant = {"permission": "process_definition.read", "group": "others"}

    given = admin.ok("POST", "/process-definitions/by-key/one/permissions", grant)

    assert (given["key"], given["grants"]) == ("one", [{**grant, "user": None}])
    assert charlie("GET", f"/process-definitions/{one['id']}").status == 200
    assert charlie("GET", f"/process-definitions/{two['id']}").status == 404
    assert charlie.ok("GET", "/me")["definition_permissions"] == {
        "process_definition.read": ["one"]
    }
    assert charlie("POST", "/process-instances", {"definition_key": "one"}).status == 403

    start = {"permission": "process_instance.start", "user": "charlie"}
    admin.ok("POST", "/process-definitions/by-key/one/permissions", start)
    assert charlie("POST", "/process-instances", {"definition_key": "one"}).status == 201

    admin.ok("DELETE", "/process-definitions/by-key/one/permissions", grant)
    left = admin.ok("DELETE", "/process-definitions/by-key/one/permissions", start)
    assert left["grants"] == []
    assert charlie("GET", f"/process-definitions/{one['id']}").status == 404


def test_a_permission_outlives_versions(admin: Api, charlie: Api) -> None:
    deploy(admin, "one")
    grant = {"permission": "process_definition.read", "user": "charlie"}
    admin.ok("POST", "/process-definitions/by-key/one/permissions", grant)

    second = deploy(admin, "one", body=chain(START, END))

    assert charlie("GET", f"/process-definitions/{second['id']}").status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"permission": "draft.edit", "user": "charlie"}, 422),
        ({"permission": "fly", "user": "charlie"}, 422),
        ({"permission": "process_definition.read"}, 422),
        ({"permission": "process_definition.read", "user": "alice", "group": "others"}, 422),
        ({"permission": "process_definition.read", "user": "zoe"}, 404),
        ({"permission": "process_definition.read", "group": "zoos"}, 404),
    ],
)
def test_a_wrong_grant_is_refused(admin: Api, body: dict[str, object], status: int) -> None:
    deploy(admin, "one")

    assert admin("POST", "/process-definitions/by-key/one/permissions", body).status == status
    assert admin.ok("GET", "/process-definitions/by-key/one/permissions")["grants"] == []


def test_permissions_of_what_does_not_exist(admin: Api, charlie: Api) -> None:
    before = DefinitionKey.objects.count()
    grant = {"permission": "process_definition.read", "user": "charlie"}

    assert admin("POST", "/process-definitions/by-key/none/permissions", grant).status == 404
    assert charlie("POST", "/process-definitions/by-key/none/permissions", grant).status == 403
    assert DefinitionKey.objects.count() == before


def test_definitions_of_another_tenant_do_not_exist(admin: Api, gina: Api) -> None:
    definition = deploy(admin, "one")

    for path in (
        f"/process-definitions/{definition['id']}",
        f"/process-definitions/{definition['id']}/xml",
        f"/process-definitions/{definition['id']}/statistics",
        "/process-definitions/by-key/one",
        "/process-definitions/by-key/one/permissions",
    ):
        assert gina("GET", path).status == 404, path
    assert gina("POST", f"/process-definitions/{definition['id']}/suspend").status == 404
    assert gina.ok("GET", "/process-definitions")["items"] == []
    assert gina("POST", "/process-instances", {"definition_key": "one"}).status == 404
    assert admin.ok("GET", f"/process-definitions/{definition['id']}")["state"] == "active"


def test_a_model_is_never_shown_by_a_browser(admin: Api) -> None:
    definition = deploy(admin, "one")

    headers = admin("GET", f"/process-definitions/{definition['id']}/xml").headers

    assert headers["content-disposition"] == "attachment"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]


def test_who_may_work_on_a_process_is_listed_with_where_it_comes_from(
    admin: Api, alice: Api
) -> None:
    deploy(admin, "one", process=STARTED_BY_REVIEWERS)
    everywhere = {"permissions": ["process_instance.read", "draft.edit"]}
    admin.ok("PUT", "/groups/reviewers/permissions", everywhere)
    grant = {"permission": "process_instance.operate", "user": "alice"}

    listed = admin.ok("POST", "/process-definitions/by-key/one/permissions", grant)

    assert listed == admin.ok("GET", "/process-definitions/by-key/one/permissions")
    assert listed["grants"] == [{**grant, "group": None}]
    assert listed["everywhere"] == [
        {"permission": "process_instance.read", "group": "reviewers", "user": None}
    ]
    start = {"permission": "process_instance.start"}
    assert listed["starters"] == [
        {**start, "group": "reviewers", "user": None},
        {**start, "group": None, "user": "charlie"},
    ]
    assert alice("GET", "/process-definitions/by-key/one/permissions").status == 403


def test_what_another_tenant_gives_everywhere_is_not_listed(admin: Api, gina: Api) -> None:
    deploy(admin, "one")
    everywhere = {"permissions": ["process_instance.read"]}
    gina.ok("PUT", "/groups/reviewers/permissions", everywhere)

    assert admin.ok("GET", "/process-definitions/by-key/one/permissions")["everywhere"] == []
