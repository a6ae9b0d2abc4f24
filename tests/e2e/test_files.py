"""Files as people meet them: in a form and beside a task, by keyboard, refused and taken away."""

import re
from dataclasses import dataclass
from hashlib import sha256

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.api.uploads import PDF, PNG, pdf_of
from tests.builders import END, START, chain, model, user_task
from tests.e2e.axe import find_violations
from tests.e2e.conftest import Browse, Complaints
from tests.e2e.diagrams import with_diagram
from tests.e2e.form_journeys import component, form
from tests.e2e.journeys import (
    PASSWORD,
    Database,
    Team,
    as_member,
    make_team,
    one,
    sign_in,
    start,
    task_of,
)
from tests.rest_client import RestClient
from tests.running_suite import RunningSuite

OFFER = pdf_of("One desk", "Two chairs")
DRAWN = """canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    .some((value, index) => index % 4 === 0 && value < 100)"""


@dataclass(frozen=True)
class Held:
    """A user task that Alice holds, whose form takes a letter."""

    team: Team
    task: str
    instance: str


def payload(name: str, content: bytes, media_type: str) -> FilePayload:
    return {"name": name, "buffer": content, "mimeType": media_type}


@pytest.fixture
def held(api: RestClient, suite: RunningSuite) -> Held:
    team = make_team(api)
    run = team.key.removeprefix("review-")
    key, letter = f"letter-{run}", f"letter-form-{run}"
    task = user_task("answer", f'candidateGroups="{team.group}"').replace(
        "</bpmn:extensionElements>",
        f'<bpm:formRef key="{letter}" binding="latest"/></bpmn:extensionElements>',
    )
    process = f'candidateStarterGroups="{team.group}"'
    limits = {"required": True, "maxSize": 2_000, "maxFiles": 2}
    field = component(
        "filepicker", "letters", "Letters", accept=".pdf,.png", multiple=True, validate=limits
    )
    note = component("textarea", "note", "Note for the ledger")
    files = {
        f"{key}.bpmn": with_diagram(model(key, chain(START, task, END), process=process)),
        f"{letter}.form": form(letter, "Answer", field, note),
    }
    resources = [{"name": name, "content": text} for name, text in files.items()]
    assert api.post("/deployments", {"name": key, "resources": resources}).status == 201
    alice = as_member(suite.url, team.alice)
    instance = start(alice, key, f"LET-{run}")
    found = task_of(api, instance)
    assert alice.post(f"/user-tasks/{found}/claim").status == 200
    return Held(team=team, task=found, instance=instance)


def open_task(page: Page, held: Held) -> None:
    sign_in(page, held.team.alice)
    page.goto(f"/inbox/mine/{held.task}")


def test_a_form_takes_files_and_the_database_holds_them(
    browse: Browse, held: Held, database: Database
) -> None:
    page = browse()
    open_task(page, held)
    expect(page.get_by_text("Files of the kinds .pdf, .png · up to 2 kB each")).to_be_visible()
    field = page.locator("input[type=file]")

    field.set_input_files([payload("notes.txt", b"text", "text/plain")])
    expect(page.get_by_text("notes.txt: This field takes .pdf, .png only.")).to_be_visible()
    field.set_input_files([payload("a.pdf", PDF + b" " * 3_000, "application/pdf")])
    expect(page.get_by_text("a.pdf: Files may have at most 2 kB.")).to_be_visible()
    page.get_by_role("button", name="Complete").first.click()
    expect(page.get_by_text("Enter a value.")).to_be_visible()

    both = [payload("a.pdf", PDF, "application/pdf"), payload("b.png", PNG, "image/png")]
    field.set_input_files(both)
    expect(page.get_by_role("link", name="a.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="b.png")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("button", name="Preview b.png").click()
    picture = page.get_by_role("dialog", name="b.png").get_by_role("img", name="b.png")
    expect(picture).to_have_js_property("naturalWidth", 1)
    page.keyboard.press("Escape")
    remove = page.get_by_role("button", name="Remove b.png")
    remove.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="b.png")).to_have_count(0)
    expect(field).to_be_focused()
    page.get_by_role("button", name="Complete").first.click()
    expect(page.get_by_text("answer completed")).to_be_visible()

    database.rollback()
    kept = "select {} from process_instance where id = %s"
    assert one(database, kept.format("state"), held.instance) == "completed"
    assert (
        one(database, kept.format("jsonb_array_length(variables->'letters')"), held.instance) == 1
    )
    digest = one(database, kept.format("variables->'letters'->0->>'sha256'"), held.instance)
    assert digest == sha256(PDF).hexdigest()
    assert one(database, kept.format("variable_types->>'/letters/0'"), held.instance) == "file"
    uses = "select count(*) from file_use where process_instance_id = %s"
    assert one(database, uses, held.instance) == 1


def test_a_lost_session_loses_no_character_and_no_file_of_a_form(
    browse: Browse, held: Held, database: Database, complaints: Complaints
) -> None:
    complaints.expect("401")
    page = browse(language="de-DE")
    open_task(page, held)
    field = page.locator("input[type=file]")
    field.set_input_files([payload("a.pdf", PDF, "application/pdf")])
    expect(page.get_by_role("link", name="a.pdf")).to_be_visible()
    page.context.clear_cookies(name="kontor_session")
    note = page.get_by_label("Note for the ledger")
    note.fill("ohne Sitzung getippt: äöüß")
    field.set_input_files([payload("b.png", PNG, "image/png")])
    again = page.get_by_role("dialog", name="Erneut anmelden")
    again.get_by_label("Passwort", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Anmelden", exact=True).click()
    expect(again).to_have_count(0)

    expect(page.get_by_role("link", name="b.png")).to_be_visible()
    expect(note).to_have_value("ohne Sitzung getippt: äöüß")
    expect(page.get_by_text(re.compile(r"Entwurf gespeichert \d"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="a.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="b.png")).to_be_visible()
    kept = "select {} from task_draft where user_task_id = %s"
    assert one(database, kept.format("variables->>'note'"), held.task) == (
        "ohne Sitzung getippt: äöüß"
    )
    assert one(database, kept.format("jsonb_array_length(variables->'letters')"), held.task) == 2


def test_what_the_server_refuses_is_said_in_its_words(
    browse: Browse, held: Held, complaints: Complaints, database: Database
) -> None:
    complaints.expect("422")
    page = browse()
    open_task(page, held)
    field = page.locator("input[type=file]")
    field.set_input_files([payload("a.png", PDF, "image/png")])

    refusal = "a.png: The content of the file is of another type than its name or sender says."
    expect(page.get_by_text(refusal)).to_be_visible()
    by = "select count(*) from stored_file where uploaded_by = %s"
    assert one(database, by, held.team.alice) == 0


def look_at(page: Page, panel: Locator, name: str) -> None:
    """Look at a PDF of two pages without leaving the page, by keyboard."""
    opener = panel.get_by_role("button", name=f"Preview {name}")
    opener.press("Enter")
    shown = page.get_by_role("dialog", name=name)
    expect(shown.get_by_text("Page 1 of 2")).to_be_visible()
    expect(shown.get_by_text("One desk")).to_be_attached()
    assert shown.locator("canvas").evaluate(DRAWN)
    shown.get_by_role("button", name="Next page").press("Enter")
    expect(shown.get_by_text("Two chairs")).to_be_attached()
    expect(shown.get_by_role("button", name="Next page")).to_be_disabled()
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(opener).to_be_focused()


def test_files_come_and_go_beside_a_task(browse: Browse, held: Held, database: Database) -> None:
    page = browse()
    open_task(page, held)
    page.get_by_role("tab", name="Files").click()
    expect(page.get_by_text("No files")).to_be_visible()
    panel = page.get_by_role("region", name="Files beside this task")
    choice = panel.get_by_label("Choose files, or drop them here")

    choice.set_input_files(
        [payload("offer.pdf", OFFER, "application/pdf"), payload("site.png", PNG, "image/png")]
    )
    expect(panel.get_by_role("link", name="offer.pdf")).to_be_visible()
    expect(panel.get_by_role("link", name="site.png")).to_be_visible()
    picture = panel.locator("img")
    expect(picture).to_have_js_property("naturalWidth", 1)
    look_at(page, panel, "offer.pdf")
    assert find_violations(page) == []
    with page.expect_download() as download:
        panel.get_by_role("link", name="offer.pdf").click()
    assert download.value.path().read_bytes() == OFFER
    panel.get_by_role("button", name="Remove offer.pdf").click()
    expect(panel.get_by_role("link", name="offer.pdf")).to_have_count(0)

    database.rollback()
    count = "select count(*) from task_attachment where user_task_id = %s"
    assert one(database, count, held.task) == 1
    page.get_by_role("tab", name="History").click()
    told = page.get_by_text(f"{held.team.alice} took the file offer.pdf away from answer")
    expect(told.or_(page.get_by_text("took the file offer.pdf away")).first).to_be_visible()
