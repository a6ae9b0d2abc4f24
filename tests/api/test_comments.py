"""Comments are changed and erased by who wrote them."""

import pytest

from tests.api.client import UNUSED_ID, Api
from tests.api.instances import count_rows
from tests.api.test_task_people import reach

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_author_edits_and_erases_a_comment(admin: Api, alice: Api, bob: Api) -> None:
    task = reach(admin)
    said = alice.ok("POST", f"{task}/comments", {"text": "Too much."})
    assert said["edited_at"] is None
    one = f"{task}/comments/{said['id']}"

    edited = alice.ok("PUT", one, {"text": " Too much, @bob? "})

    assert (edited["text"], edited["mentions"]) == ("Too much, @bob?", ["bob"])
    assert edited["edited_at"] >= edited["created_at"] == said["created_at"]
    assert bob.ok("GET", f"{task}/comments")["items"] == [edited]
    # The same text once more is no change.
    assert alice.ok("PUT", one, {"text": "Too much, @bob?"}) == edited
    assert alice("DELETE", one).status == 204
    assert bob.ok("GET", f"{task}/comments")["items"] == []
    told = alice.ok("GET", f"{task}/history")["items"][1:]
    assert [(event["type"], event["actor"]) for event in told] == [
        ("user_task_commented", "alice"),
        ("user_task_comment_edited", "alice"),
        ("user_task_comment_deleted", "alice"),
    ]
    assert all(event["details"]["comment_id"] == said["id"] for event in told)
    assert "Too much" not in str(told)


def test_nobody_else_does(admin: Api, alice: Api, bob: Api, charlie: Api, gina: Api) -> None:
    task = reach(admin)
    other = reach(admin)
    said = alice.ok("POST", f"{task}/comments", {"text": "Mine."})
    one = f"{task}/comments/{said['id']}"
    before = count_rows()

    for who in (bob, admin):
        assert (who("PUT", one, {"text": "x"}).status, who("DELETE", one).status) == (403, 403)
    assert bob("DELETE", one).code == "not_your_comment"
    for who in (charlie, gina):
        assert (who("PUT", one, {"text": "x"}).status, who("DELETE", one).status) == (404, 404)
    for wrong in (f"{task}/comments/{UNUSED_ID}", f"{other}/comments/{said['id']}"):
        assert alice("PUT", wrong, {"text": "x"}).code == "comment_not_found"
        assert alice("DELETE", wrong).code == "comment_not_found"
    empty = alice("PUT", one, {"text": "  "})
    assert (empty.status, empty.code, empty.pointers) == (422, "invalid_comment", ["/text"])
    assert alice("PUT", one, {"text": "@charlie"}).code == "person_cannot_read"
    assert count_rows() == before
    assert alice.ok("GET", f"{task}/comments")["items"] == [said]
