"""Forms that a process starts with, over the API."""

from tests.api.client import Api
from tests.api.forms import ASK, REVIEW, deploy, process, start_with
from tests.forms.schemas import outcome, schema


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
