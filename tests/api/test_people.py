"""Users, groups, and who may administer them."""

import pytest
from pytest_django import Settings

from bpm.identity.contracts import Permission
from bpm.identity.models import TenantGroup, User
from tests.api.client import PASSWORD, Api, permit

NEW_USER = {
    "username": "dora",
    "password": PASSWORD,
    "first_name": "Dora",
    "last_name": "Test",
    "email": "dora@example.org",
    "groups": ["reviewers"],
}


def test_me_says_who_asks(alice: Api) -> None:
    me = alice.ok("GET", "/me")

    assert (me["username"], me["groups"], me["is_admin"]) == ("alice", ["reviewers"], False)
    assert me["permissions"] == []
    assert me["tenant"] == "default"


def test_an_administrator_creates_a_person(admin: Api) -> None:
    answer = admin("POST", "/users", NEW_USER)

    assert answer.status == 201
    assert answer.headers["location"] == "/api/v1/users/dora"
    assert answer.json["groups"] == ["reviewers"]
    assert "password" not in answer.json
    assert admin.ok("GET", "/users/dora") == answer.json


def test_nobody_else_creates_people_and_the_permission_is_named(charlie: Api) -> None:
    before = User.objects.count()

    answer = charlie("POST", "/users", {"username": "x", "password": "y"})

    assert (answer.status, answer.code) == (403, "permission_missing")
    assert "identity.administer" in answer.json["detail"]
    assert User.objects.count() == before


def test_a_permission_lets_others_administer(admin: Api, charlie: Api) -> None:
    permit(charlie, Permission.ADMINISTER_PEOPLE)

    assert charlie("POST", "/users", NEW_USER).status == 201


def test_every_fault_of_a_new_person_is_named(admin: Api) -> None:
    before = User.objects.count()
    body = {"username": "a/b", "password": "1", "email": "x", "groups": ["nowhere", "reviewers"]}

    answer = admin("POST", "/users", body)

    assert answer.status == 422
    assert set(answer.pointers) == {"/username", "/password", "/email", "/groups"}
    assert User.objects.count() == before


@pytest.mark.parametrize("name", ["alice", "Alice", "ALICE"])
def test_a_name_is_taken_in_any_case(admin: Api, name: str) -> None:
    answer = admin("POST", "/users", {**NEW_USER, "username": name})

    assert (answer.status, answer.code) == (409, "username_taken")


def test_another_tenant_may_use_the_same_name(gina: Api) -> None:
    assert gina("POST", "/users", NEW_USER).status == 201


def test_a_repeated_creation_is_done_once(admin: Api) -> None:
    key = {"Idempotency-Key": "create-dora"}

    first = admin("POST", "/users", NEW_USER, headers=key)
    second = admin("POST", "/users", NEW_USER, headers=key)
    other = admin("POST", "/users", {**NEW_USER, "username": "dirk"}, headers=key)

    assert (first.status, second.status, first.json) == (201, 201, second.json)
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert not User.objects.filter(username="dirk").exists()


def test_anybody_finds_colleagues_but_not_their_addresses(admin: Api, alice: Api) -> None:
    admin.ok("POST", "/users", NEW_USER)

    found = alice.ok("GET", "/users?text=dor")["items"]

    assert [(user["username"], user["email"]) for user in found] == [("dora", "")]
    assert admin.ok("GET", "/users?text=Test dora")["items"][0]["email"] == "dora@example.org"


def test_people_are_found_by_group(alice: Api) -> None:
    found = alice.ok("GET", "/users?group=reviewers")["items"]

    assert [user["username"] for user in found] == ["alice", "bob"]


def test_people_of_another_tenant_do_not_exist(admin: Api, gina: Api) -> None:
    admin.ok("POST", "/users", NEW_USER)

    assert gina("GET", "/users/dora").status == 404
    assert gina.ok("POST", "/users/search", {"filter": {"username": "dora"}})["items"] == []
    assert gina("POST", "/users/dora/deactivate").status == 404
    assert gina("POST", "/users/dora/password", {"password": "Another-horse-8"}).status == 404
    assert gina("PUT", "/groups/reviewers/members/dora").status == 404
    assert User.objects.get(username="dora").is_active


def test_a_deactivated_person_is_out_at_once(admin: Api, alice: Api) -> None:
    assert admin.ok("POST", "/users/alice/deactivate")["is_active"] is False

    assert (alice("GET", "/me").status, alice("GET", "/me").code) == (401, "invalid_token")

    admin.ok("POST", "/users/alice/activate")
    assert alice("GET", "/me").status == 200


def test_the_last_administrator_stays(admin: Api) -> None:
    answer = admin("POST", "/users/ada/deactivate")

    assert (answer.status, answer.code) == (409, "last_administrator")
    assert admin("GET", "/me").status == 200


def test_a_new_password_is_checked(admin: Api) -> None:
    weak = admin("POST", "/users/alice/password", {"password": "alice"})

    assert (weak.status, weak.pointers[0]) == (422, "/password")
    assert User.objects.get(username="alice", tenant__name="default").check_password(PASSWORD)
    assert admin("POST", "/users/alice/password", {"password": "Another-horse-8"}).status == 204


def test_a_group_is_created_and_its_members_change(admin: Api, charlie: Api) -> None:
    made = admin("POST", "/groups", {"name": "auditors", "display_name": "Auditors"})
    assert (made.status, made.json) == (
        201,
        {"name": "auditors", "display_name": "Auditors", "members": 0},
    )

    assert admin.ok("PUT", "/groups/auditors/members/charlie") == {"members": ["charlie"]}
    assert "auditors" in charlie.ok("GET", "/me")["groups"]
    assert admin.ok("GET", "/groups/auditors")["members"] == 1

    assert admin.ok("DELETE", "/groups/auditors/members/charlie") == {"members": []}
    assert "auditors" not in charlie.ok("GET", "/me")["groups"]


def test_a_group_name_is_used_once(admin: Api) -> None:
    answer = admin("POST", "/groups", {"name": "reviewers"})

    assert (answer.status, answer.code) == (409, "group_name_taken")


def test_permissions_of_a_group_reach_its_members_at_once(admin: Api, alice: Api) -> None:
    assert alice("GET", "/deployments").json["items"] == []
    assert alice.ok("GET", "/me")["permissions"] == []

    body = {"permissions": ["draft.edit", "process_definition.read"]}
    assert admin.ok("PUT", "/groups/reviewers/permissions", body) == body

    assert alice.ok("GET", "/me")["permissions"] == ["draft.edit", "process_definition.read"]
    admin.ok("PUT", "/groups/reviewers/permissions", {"permissions": []})
    assert alice.ok("GET", "/me")["permissions"] == []


def test_an_unknown_permission_is_refused(admin: Api) -> None:
    answer = admin("PUT", "/groups/reviewers/permissions", {"permissions": ["draft.edit", "fly"]})

    assert (answer.status, answer.code) == (422, "invalid_grant")
    assert admin.ok("GET", "/groups/reviewers/permissions") == {"permissions": []}


def test_groups_of_another_tenant_are_their_own(admin: Api, gina: Api) -> None:
    admin.ok("PUT", "/groups/others/members/alice")

    assert gina.ok("GET", "/groups/others/members") == {"members": []}
    assert gina.ok("GET", "/groups/reviewers/members") == {"members": ["alice"]}
    assert TenantGroup.objects.filter(name="others").count() == 2


def test_an_address_of_mail_must_have_room_in_its_column(admin: Api) -> None:
    email = "a@" + ".".join(["b" * 60] * 4) + ".example.org"

    answer = admin("POST", "/users", {**NEW_USER, "email": email})

    assert (answer.status, answer.pointers) == (422, ["/email"])


@pytest.mark.parametrize("name", [".", "..", "search"])
def test_a_name_that_no_address_could_hold_is_refused(admin: Api, name: str) -> None:
    assert admin("POST", "/users", {**NEW_USER, "username": name}).pointers == ["/username"]
    assert admin("POST", "/groups", {"name": name}).pointers == ["/name"]


def test_the_address_of_what_was_made_is_quoted(admin: Api) -> None:
    person = admin("POST", "/users", {**NEW_USER, "username": "Jürgen"})
    group = admin("POST", "/groups", {"name": "группа"})

    assert person.headers["location"] == "/api/v1/users/J%C3%BCrgen"
    assert admin("GET", person.headers["location"].removeprefix("/api/v1")).json == person.json
    assert admin("GET", group.headers["location"].removeprefix("/api/v1")).json == group.json


def test_what_is_kept_of_a_repeatable_request_cannot_be_guessed_at(
    admin: Api, settings: Settings
) -> None:
    body = {**NEW_USER, "groups": []}
    headers = {"Idempotency-Key": "k"}
    admin.ok("POST", "/users", body, headers=headers)

    settings.SECRET_KEY = "another"
    answer = admin("POST", "/users", body, headers=headers)

    assert answer.code == "idempotency_key_reused", "the digest depends on the key of this suite"


@pytest.mark.parametrize("path", ["/users", "/groups"])
def test_a_search_for_very_many_words_is_refused(alice: Api, path: str) -> None:
    answer = alice("GET", f"{path}?text={'%20'.join('abc' * 100)}")

    assert (answer.status, answer.pointers) == (422, ["/text"])
    assert alice("GET", f"{path}?text={'%20'.join('abc')}").status == 200
