"""The library: folders, and what is found inside models."""

from typing import Any

import pytest

from bpm.definitions import services as definitions
from bpm.definitions.models import LibraryPlace, ModelText
from bpm.identity.contracts import Permission
from tests.api.client import Api, Tenants, permit
from tests.builders import END, START, chain, model, user_task
from tests.unit.core.dmn.tables import decision, definitions as dmn_file, table

FORM = """{"id": "bill", "name": "Bill", "components": [
  {"type": "textfield", "id": "i", "key": "iban", "label": "Bank account"}]}"""
TABLE = dmn_file(decision(table(["-", '"two people"']), id_="levels")).decode()


def billing(task_name: str = "Approve the Äpfel") -> str:
    """Return a process with one named task."""
    named = f'<bpmn:userTask id="approve" name="{task_name}"/>'
    return model("billing", chain(START, named, END))


def deploy(who: Api, **files: str) -> Any:
    """Deploy files by name; an underscore stands for the dot."""
    resources = [{"name": name.replace("_", "."), "content": text} for name, text in files.items()]
    return who.ok("POST", "/deployments", {"name": "library", "resources": resources})


def find(who: Api, text: str, **other: str) -> list[dict[str, Any]]:
    """Search the library."""
    found: list[dict[str, Any]] = who.ok(
        "POST", "/library/search", {"filter": {"text": text, **other}}
    )["items"]
    return found


@pytest.fixture
def editor(alice: Api) -> Api:
    permit(alice, Permission.EDIT_DRAFTS, Permission.DEPLOY, Permission.READ_DEFINITIONS)
    return alice


def test_what_stands_inside_models_is_found_with_its_element(editor: Api) -> None:
    deploy(editor, billing_bpmn=billing(), bill_form=FORM, levels_dmn=TABLE)
    editor.ok("POST", "/drafts", {"name": "Unfinished", "content": "<half", "kind": "process"})

    (process,) = find(editor, "approve the äPFEL")
    (form,) = find(editor, "IBAN")
    (table_,) = find(editor, "two people")

    assert (process["kind"], process["key"], process["version"]) == ("process", "billing", 1)
    assert [(hit["element_id"], hit["found_in"], hit["text"]) for hit in process["hits"]] == [
        ("approve", "name", "Approve the Äpfel")
    ]
    assert [(hit["element_id"], hit["element_name"]) for hit in form["hits"]] == [
        ("i", "Bank account")
    ]
    assert (table_["key"], table_["hits"][0]["found_in"]) == ("levels", "rule")
    assert [one["name"] for one in find(editor, "unfin")] == ["Unfinished"]
    assert find(editor, "approve", kind="form") == []


def test_all_words_are_found_in_any_order_and_place(editor: Api) -> None:
    deploy(editor, billing_bpmn=billing("Approve the large bill"), bill_form=FORM)
    two = chain(START, user_task("weigh"), '<bpmn:userTask id="pay" name="Pay"/>', END)
    deploy(editor, parcels_bpmn=model("parcels", two))

    (together,) = find(editor, "  LARGE approve ")
    (apart,) = find(editor, "pay weigh parcels")

    assert [hit["text"] for hit in together["hits"]] == ["Approve the large bill"]
    assert {hit["element_id"] for hit in apart["hits"]} >= {"pay", "weigh"}
    assert apart["hit_count"] == len(apart["hits"])
    assert find(editor, "approve weigh") == []


def test_only_what_holds_now_is_found(editor: Api) -> None:
    first = deploy(editor, billing_bpmn=billing("Look at it"))
    deploy(editor, billing_bpmn=billing("Wave it through"))
    draft = editor.ok("POST", "/drafts", {"name": "Drafted", "content": billing("Old words")})
    path, read = f"/drafts/{draft['id']}", {"If-Match": '"1"'}
    editor.ok("PUT", path, {"content": billing("New words")}, headers=read)

    assert find(editor, "look at it") == []
    assert [one["version"] for one in find(editor, "wave it")] == [2]
    assert find(editor, "old words") == []
    assert [one["id"] for one in find(editor, "new words")] == [draft["id"]]
    assert editor("DELETE", path).status == 204
    assert find(editor, "new words") == []
    assert first["id"]


def test_nobody_finds_what_he_may_not_see(tenants: Tenants) -> None:
    admin = tenants.admin
    deploy(admin, billing_bpmn=billing(), bill_form=FORM, levels_dmn=TABLE)
    hidden = model("payroll", chain(START, user_task("raise"), END))
    deploy(admin, payroll_bpmn=hidden)
    admin.ok("POST", "/drafts", {"name": "Secret", "content": billing("Approve in secret")})
    grant = {"permission": "process_definition.read", "user": "charlie"}
    admin.ok("POST", "/process-definitions/by-key/billing/permissions", grant)

    assert [one["key"] for one in tenants.charlie.ok("GET", "/library")["items"]] == ["billing"]
    assert [one["version"] for one in find(tenants.charlie, "approve")] == [1]
    assert find(tenants.charlie, "raise") == []
    assert find(tenants.charlie, "iban") == []
    permit(tenants.other_alice, Permission.EDIT_DRAFTS, Permission.READ_DEFINITIONS)
    assert find(tenants.other_alice, "approve") == []
    assert tenants.gina.ok("GET", "/library")["items"] == []


def test_models_lie_in_folders_and_folders_are_moved(editor: Api) -> None:
    deploy(editor, billing_bpmn=billing(), bill_form=FORM, levels_dmn=TABLE)
    entries = [{"kind": "process", "key": "billing"}, {"kind": "form", "key": "bill"}]

    moved = editor.ok("POST", "/library/move", {"entries": entries, "folder": " Finance / Bills/ "})
    editor.ok("POST", "/library/move", {"entries": entries[1:], "folder": "Finance"})
    deploy(editor, billing_bpmn=billing("Another"))

    assert moved == {"folder": "Finance/Bills", "moved": 2}
    assert folders(editor) == {"billing": "Finance/Bills", "bill": "Finance", "levels": ""}
    (inside,) = editor.ok("GET", "/library?folder=Finance/Bills")["items"]
    assert (inside["key"], inside["version"]) == ("billing", 2)
    editor.ok("POST", "/library/folders/move", {"folder": "Finance", "target": "Office/Money"})
    assert folders(editor) == {
        "billing": "Office/Money/Bills",
        "bill": "Office/Money",
        "levels": "",
    }
    editor.ok("POST", "/library/folders/move", {"folder": "Office/Money", "target": ""})
    assert folders(editor) == {"billing": "Bills", "bill": "", "levels": ""}


def folders(who: Api) -> dict[str, str]:
    """Return the folder of each key."""
    return {one["key"]: one["folder"] for one in who.ok("GET", "/library")["items"]}


def test_a_draft_stays_in_its_folder_when_its_key_changes(editor: Api) -> None:
    draft = editor.ok("POST", "/drafts", {"name": "New", "content": ""})
    entry = {"kind": "process", "key": draft["id"]}
    editor.ok("POST", "/library/move", {"entries": [entry], "folder": "Plans"})

    path, read = f"/drafts/{draft['id']}", {"If-Match": '"1"'}
    editor.ok("PUT", path, {"content": billing()}, headers=read)

    assert folders(editor) == {"billing": "Plans"}


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        (
            "move",
            {"entries": [{"kind": "form", "key": "none"}], "folder": "A"},
            404,
            "library_entry_not_found",
        ),
        ("move", {"entries": [], "folder": "A//B"}, 422, "invalid_folder"),
        ("move", {"entries": [], "folder": "A/" + "b" * 81}, 422, "invalid_folder"),
        ("move", {"entries": [], "folder": "a/b/c/d/e/f/g/h/i"}, 422, "invalid_folder"),
        ("folders/move", {"folder": "None", "target": "A"}, 404, "library_folder_not_found"),
        ("folders/move", {"folder": "A", "target": "A/B"}, 422, "invalid_folder"),
        ("folders/move", {"folder": "", "target": "A"}, 422, "invalid_folder"),
    ],
)
def test_what_cannot_be_moved_is_refused(
    editor: Api, address: str, body: dict[str, object], status: int, code: str
) -> None:
    deploy(editor, billing_bpmn=billing())

    answer = editor("POST", f"/library/{address}", body)

    assert (answer.status, answer.code) == (status, code)
    assert not LibraryPlace.objects.exists()


@pytest.mark.parametrize("text", ["", " ", "x" * 201, 7])
def test_a_text_that_cannot_be_looked_for_is_refused(editor: Api, text: object) -> None:
    answer = editor("POST", "/library/search", {"filter": {"text": text}})

    assert (answer.status, answer.pointers) == (422, ["/filter/text"])


def test_what_an_older_release_stored_is_found_after_the_next_start(editor: Api) -> None:
    deploy(editor, billing_bpmn=billing(), bill_form=FORM, levels_dmn=TABLE)
    editor.ok("POST", "/drafts", {"name": "Drafted", "content": billing("In a draft")})
    before = {row.pk: (row.words, row.elements) for row in ModelText.objects.all()}
    ModelText.objects.all().delete()

    assert find(editor, "iban") == []
    assert definitions.index_models() == len(before) == 4
    assert {row.pk: (row.words, row.elements) for row in ModelText.objects.all()} == before
    assert definitions.index_models() == 0
