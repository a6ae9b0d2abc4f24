"""Forms that a process starts with, over the API."""

from tests.api.client import Api
from tests.api.forms import ASK, REVIEW, deploy, process, start_with
from tests.builders import END, chain, flow, model, user_task
from tests.forms.schemas import field, outcome, schema


def test_a_start_form_is_shown_and_decides(admin: Api) -> None:
    deploy(admin, buy=process(start=start_with('key="ask"')), ask=ASK, review=REVIEW)
    definition = admin.ok("GET", "/process-definitions/by-key/buy")
    start = {"definition_key": "buy", "form": True}

    shown = admin.ok("GET", f"/process-definitions/{definition['id']}/start-form")
    wrong = admin("POST", "/process-instances", {**start, "variables": {"salary": 1}})
    other = {**start, "variables": {"title": "x"}, "form_id": definition["id"]}
    stale = admin("POST", "/process-instances", other)
    good = {**start, "variables": {"title": "x"}, "form_id": shown["form"]["id"]}
    started = admin.ok("POST", "/process-instances?include=variables", good)

    assert (shown["form"]["key"], shown["variables"]) == ("ask", {})
    assert (wrong.status, wrong.code) == (422, "form_invalid")
    assert sorted(wrong.pointers) == ["/variables/salary", "/variables/title"]
    assert (stale.status, stale.code) == (409, "form_changed")
    assert started["variables"] == {"title": "x"}
    assert len(admin.ok("GET", "/process-instances")["items"]) == 1


def test_the_outcome_of_a_start_form_is_a_variable(admin: Api) -> None:
    form = schema("ask", outcome("urgent"), outcome("later"), outcomeVariable="speed")
    deploy(admin, buy=process(start=start_with('key="ask"')), ask=form, review=REVIEW)
    start = {"definition_key": "buy", "form": True}

    refused = admin("POST", "/process-instances", start)
    started = admin.ok(
        "POST", "/process-instances?include=variables", {**start, "outcome": "urgent"}
    )

    assert (refused.code, refused.pointers) == ("form_invalid", ["/outcome"])
    assert started["variables"] == {"speed": "urgent"}


def test_programs_start_without_the_form(admin: Api) -> None:
    deploy(admin, buy=process(start=start_with('key="ask"')), ask=ASK, review=REVIEW)

    started = admin.ok(
        "POST",
        "/process-instances?include=variables",
        {"definition_key": "buy", "variables": {"n": 1}},
    )
    refused = admin("POST", "/process-instances", {"definition_key": "buy", "outcome": "x"})

    assert started["variables"] == {"n": 1}
    assert (refused.status, refused.pointers) == (422, ["/outcome"])


def test_a_process_without_a_start_form_takes_none(admin: Api) -> None:
    deploy(admin, buy=process(), review=REVIEW)

    refused = admin("POST", "/process-instances", {"definition_key": "buy", "form": True})

    assert (refused.status, refused.code, refused.pointers) == (422, "no_start_form", ["/form"])


def test_each_of_several_starts_has_its_form(admin: Api) -> None:
    other = start_with('key="brief"').replace('id="start"', 'id="urgent"')
    body = chain(start_with('key="ask"'), user_task("work"), END) + other
    content = model("buy", body + flow("u", "urgent", "work"))
    brief = schema("brief", field("textfield", "why", validate={"required": True}))
    deploy(admin, buy=content, ask=ASK, brief=brief)
    definition = admin.ok("GET", "/process-definitions/by-key/buy")
    path = f"/process-definitions/{definition['id']}/start-form"

    forms = {at: admin.ok("GET", f"{path}?start_at={at}")["form"] for at in ("start", "urgent")}
    sent = {"definition_key": "buy", "form": True, "start_at": "urgent"}
    wrong = admin("POST", "/process-instances", {**sent, "variables": {"title": "x"}})
    right = {**sent, "variables": {"why": "now"}, "form_id": forms["urgent"]["id"]}
    started = admin.ok("POST", "/process-instances?include=variables", right)

    assert {at: form["key"] for at, form in forms.items()} == {"start": "ask", "urgent": "brief"}
    assert admin.ok("GET", f"{path}?start_at=elsewhere")["form"] is None
    assert (wrong.status, sorted(wrong.pointers)) == (422, ["/variables/title", "/variables/why"])
    assert started["variables"] == {"why": "now"}
