"""What people type to start a process is kept for them until they start it."""

from typing import Any

import pytest

from bpm.identity.contracts import Permission
from tests.api.client import Api, permit
from tests.api.forms import ASK, REVIEW, deploy, process, start_with
from tests.api.instances import count_rows

pytestmark = pytest.mark.django_db(transaction=True)


def startable(admin: Api, *people: Api) -> str:
    """Deploy a process with a start form that these people may start; return its draft's path."""
    deploy(admin, buy=process(start=start_with('key="ask"')), ask=ASK, review=REVIEW)
    for who in people:
        permit(who, Permission.START_INSTANCES)
    definition = admin.ok("GET", "/process-definitions/by-key/buy")
    return f"/process-definitions/{definition['id']}/start-form/draft"


TYPED: dict[str, Any] = {"variables": {"title": "half a sen"}, "business_key": "B-1"}


def test_a_start_is_typed_on_one_device_and_finished_on_another(
    admin: Api, alice: Api, bob: Api
) -> None:
    draft = startable(admin, alice, bob)
    form = alice.ok("GET", draft.removesuffix("/draft"))["form"]
    nothing = alice.ok("GET", draft)

    first = alice("PUT", draft, {**TYPED, "form_id": form["id"]}, headers={"If-Match": '"0"'})
    kept = alice.ok("GET", draft)

    assert (nothing["revision"], nothing["variables"], nothing["business_key"]) == (0, {}, "")
    assert (first.status, first.headers["etag"]) == (200, '"1"')
    assert kept == first.json
    assert (kept["variables"], kept["business_key"]) == (TYPED["variables"], "B-1")
    assert (kept["form_version"], kept["is_outdated"]) == (1, False)
    assert bob.ok("GET", draft)["revision"] == 0
    body = {"definition_key": "buy", "form": True, "variables": {"title": "A whole sentence"}}
    assert alice("POST", "/process-instances", {**body, "variables": {}}).status == 422
    assert alice.ok("GET", draft)["revision"] == 1
    alice.ok("POST", "/process-instances", body)
    assert alice.ok("GET", draft)["revision"] == 0


def test_two_devices_do_not_overwrite_one_another(admin: Api, alice: Api) -> None:
    draft = startable(admin, alice)
    alice.ok("PUT", draft, TYPED)

    late = alice("PUT", draft, {"variables": {}}, headers={"If-Match": '"0"'})
    foreign = alice("PUT", draft, {"variables": {}}, headers={"If-Match": '"draft"'})
    next_one = alice.ok("PUT", draft, {"variables": {}}, headers={"If-Match": '"1"'})
    alice.ok("DELETE", draft)
    alice.ok("DELETE", draft)
    gone = alice("PUT", draft, TYPED, headers={"If-Match": '"2"'})

    assert (late.status, late.code) == (412, "start_draft_changed")
    assert (foreign.status, foreign.code) == (412, "start_draft_changed")
    assert next_one["revision"] == 2
    assert (gone.status, alice.ok("GET", draft)["revision"]) == (412, 0)


def test_a_draft_for_an_older_form_is_kept_and_says_so(admin: Api, alice: Api) -> None:
    draft = startable(admin, alice)
    form = alice.ok("GET", draft.removesuffix("/draft"))["form"]
    alice.ok("PUT", draft, TYPED)
    newer = ASK.replace('"title"', '"subject"')
    deploy(admin, buy=process(start=start_with('key="ask"')) + " ", ask=newer, review=REVIEW)
    newest = admin.ok("GET", "/process-definitions/by-key/buy")["id"]
    draft = f"/process-definitions/{newest}/start-form/draft"
    before = count_rows()

    kept = alice.ok("GET", draft)
    refused = alice("PUT", draft, {**TYPED, "form_id": form["id"]})

    assert (kept["is_outdated"], kept["variables"]) == (True, TYPED["variables"])
    assert kept["labels"]["title"] == "Title"
    assert (refused.status, refused.code) == (409, "form_changed")
    assert count_rows() == before


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({}, "invalid_body", "/variables"),
        ({"variables": [], "salary": 1}, "invalid_body", "/variables"),
        ({"variables": {}, "business_key": "x" * 256}, "invalid_start", "/business_key"),
        ({"variables": {"d": "soon"}, "variable_types": {"d": "date"}}, "invalid_value", None),
    ],
)
def test_what_cannot_be_kept(
    admin: Api, alice: Api, body: dict[str, Any], code: str, pointer: str | None
) -> None:
    draft = startable(admin, alice)
    before = count_rows()

    refused = alice("PUT", draft, body)

    assert (refused.status, refused.code) == (422, code)
    assert pointer is None or pointer in refused.pointers
    assert count_rows() == before


def test_drafts_are_for_who_may_start(admin: Api, alice: Api, charlie: Api, gina: Api) -> None:
    draft = startable(admin, alice)
    permit(charlie, Permission.READ_DEFINITIONS)
    alice.ok("PUT", draft, TYPED)

    seen = charlie("PUT", draft, TYPED)

    assert (seen.status, seen.code) == (403, "permission_missing")
    assert charlie("GET", draft).status == 403
    for method, body in (("GET", None), ("PUT", TYPED), ("DELETE", None)):
        assert gina(method, draft, body).status == 404
    assert alice.ok("GET", draft)["revision"] == 1
