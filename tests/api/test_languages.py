"""What people are told, in the language that they chose or their browser asks for."""

import pytest

from bpm.base.languages import Language, say
from bpm.identity.addressees import find_addressees
from bpm.identity.models import User
from bpm.identity.services import note_browser_language
from tests.api.client import Api
from tests.api.test_decisions import body as files, levels, process
from tests.api.test_drafts import FOREIGN
from tests.api.test_many_tasks import id_of
from tests.api.test_task_people import held, reach
from tests.forms.schemas import field, schema
from tests.unit.core.dmn.tables import table

pytestmark = pytest.mark.django_db(transaction=True)

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


FAULTY = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpm="urn:bpm:schema:1.0"
    targetNamespace="urn:faulty">
  <process id="faulty" isExecutable="true">
    <startEvent id="start"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="ask"/>
    <userTask id="ask">
      <extensionElements><bpm:assignment assignee="=so()"/></extensionElements>
    </userTask>
    <sequenceFlow id="f2" sourceRef="ask" targetRef="end"/>
    <sequenceFlow id="f3" sourceRef="ask" targetRef="pay"/>
    <serviceTask id="pay">
      <extensionElements><bpm:service connector="fax"/></extensionElements>
    </serviceTask>
    <endEvent id="end"/>
  </process>
</definitions>
"""


def person(username: str) -> User:
    """Return the one of these people who is of the first tenant."""
    return User.objects.get(username=username, tenant__name="default")


def language_of(username: str) -> Language:
    """Return the language in which mails to somebody are written."""
    return find_addressees(person(username).tenant_id, [username])[username].language


def test_refusals_are_told_in_the_language_of_the_request(admin: Api, alice: Api, bob: Api) -> None:
    task = held(admin, bob)

    german = alice("POST", f"{task}/claim", headers=GERMAN)
    english = alice("POST", f"{task}/claim", headers={"Accept-Language": "fr"})

    assert (german.code, german.json["detail"]) == ("user_task_claimed", "bob hat diese Aufgabe.")
    assert german.json["title"] == "Jemand anderes hat die Aufgabe"
    assert english.json["detail"] == "bob holds this user task."
    assert alice("POST", f"{task}/claim").json["detail"] == "bob holds this user task."
    assert alice.ok("GET", task, headers=GERMAN)["why_not"].startswith("bob hat diese Aufgabe")


def test_faults_of_fields_and_what_was_kept_are_told_anew(admin: Api, alice: Api, bob: Api) -> None:
    body = {"text": ""}
    fault = alice("POST", f"{reach(admin)}/comments", body, headers=GERMAN)
    assert fault.json["errors"][0]["detail"] == "Schreiben Sie 1 bis 4000 Zeichen."

    ids = {"ids": [id_of(held(admin, bob))]}
    once = {"Idempotency-Key": "claim-all"}
    kept = alice.ok("POST", "/user-tasks/bulk/claim", ids, headers=once)
    again = alice.ok("POST", "/user-tasks/bulk/claim", ids, headers=once | GERMAN)
    assert kept["items"][0]["problem"]["detail"] == "bob holds this user task."
    assert again["items"][0]["problem"]["detail"] == "bob hat diese Aufgabe."


def test_a_person_chooses_a_language_for_pages_and_mails(alice: Api, bob: Api, gina: Api) -> None:
    assert alice.ok("GET", "/me")["language"] is None
    note_browser_language(
        User.objects.get(username="alice", tenant__name="default").pk, Language.GERMAN
    )
    assert language_of("alice") == "de"

    assert alice.ok("PATCH", "/me", {"language": "en"})["language"] == "en"

    assert (language_of("alice"), language_of("bob")) == ("en", "en")
    assert alice.ok("PATCH", "/me", {"language": None})["language"] is None
    assert language_of("alice") == "de"
    for body in ({"language": "tlh"}, {"language": 1}, {}, {"language": "de", "is_admin": True}):
        assert alice("PATCH", "/me", body).status == 422, body
    assert gina.ok("GET", "/me")["language"] is None
    assert not User.objects.filter(is_superuser=True, username="alice").exists()


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("This user task is completed already.", "Diese Aufgabe ist schon abgeschlossen."),
        (
            "There is one error; nothing was written.",
            "Es gibt einen Fehler; nichts wurde gespeichert.",
        ),
        (
            "There is no active person called 'a. b'.",
            "Es gibt keine aktive Person namens 'a. b'.",
        ),
        (
            "Amount must be at least 1. Reason is required.",
            "Amount muss mindestens 1 sein. Reason wird gebraucht.",
        ),
        ("Pos. in row 2 is required.", "Pos. in Zeile 2 wird gebraucht."),
        ("What somebody has written", "What somebody has written"),
    ],
)
def test_sentences_are_found_with_what_is_filled_in(english: str, german: str) -> None:
    assert say(english, Language.GERMAN) == german
    assert say(english, Language.ENGLISH) == english


def test_what_is_wrong_with_a_form_is_told_in_german(admin: Api) -> None:
    hidden = {"conditional": {"hide": "=sqrt(a) > 2"}}
    fields = [field("textfield", "a"), field("number", "a"), field("textfield", "b", **hidden)]
    content = schema("buy", *fields)

    found = admin.ok("POST", "/drafts/check", {"kind": "form", "content": content}, headers=GERMAN)

    assert [(one["detail"], one["remedy"]) for one in found["errors"]] == [
        (
            "'a' bei 'A' ist schon vergeben.",
            "Geben Sie jeder Komponente einen eigenen Schlüssel, keinen im Wert einer anderen.",
        ),
        (
            "conditional.hide bei 'B': sqrt() berechnen Formulare nicht.",
            "Lassen Sie es den Prozess berechnen und lesen Sie das Ergebnis aus einer Variablen.",
        ),
    ]


def test_what_is_wrong_with_a_process_is_told_in_german(admin: Api) -> None:
    checked = admin.ok(
        "POST", "/drafts/check", {"kind": "process", "content": FAULTY}, headers=GERMAN
    )
    upload = {"name": "faulty", "resources": [{"name": "faulty.bpmn", "content": FAULTY}]}
    refused = admin("POST", "/deployments", upload, headers=GERMAN)
    english = admin("POST", "/deployments", upload)

    assert [(one["detail"], one["remedy"]) for one in checked["errors"]] == [
        (
            (
                "Benutzeraufgabe 'ask': assignee ist kein FEEL: `so()`, Stelle 1: "
                "Eine Funktion 'so' gibt es nicht."
            ),
            "Berichtigen Sie den Ausdruck.",
        ),
        (
            "Serviceaufgabe 'pay': Einen Konnektor 'fax' gibt es nicht.",
            "Möglich sind: http, mail, python.",
        ),
    ]
    assert checked["warnings"][0]["detail"] == (
        "Serviceaufgabe 'pay' hat keinen ausgehenden Sequenzfluss: Ein Token endet dort."
    )
    assert (
        refused.json["title"] == "Die Bereitstellung wurde abgelehnt, und nichts wurde gespeichert"
    )
    assert [one["detail"] for one in refused.json["errors"]] == [
        one["detail"] for one in checked["errors"]
    ]
    assert english.json["errors"][1]["detail"] == "serviceTask 'pay': There is no connector 'fax'."


def test_what_is_wrong_with_models_and_tables_is_told_in_german(admin: Api) -> None:
    report = admin.ok("POST", "/drafts/convert", {"content": FOREIGN}, headers=GERMAN)
    assert [one["detail"] for one in report["entries"]] == [
        "assignee von bpm:assignment ist jetzt '=clerk'.",
        "Es ist jetzt das Formular 'imported-enter', das mit dem Prozess bereitgestellt wird.",
        "Hier tut nichts, was 'java:com.acme.Pay' tat. Wählen Sie einen Konnektor.",
    ]

    broken = table(["< ((1000", '"low"'], outputs=['name="level"'])
    refused = admin("POST", "/deployments", files(levels=levels(broken)), headers=GERMAN)
    (problem,) = refused.json["errors"]
    assert (refused.status, problem["code"]) == (422, "feel_syntax")
    assert problem["detail"].startswith("levels, Regel 1, Spalte 'x': `< ((1000`, Stelle ")
    assert problem["remedy"] == "Berichtigen Sie die Zelle, oder schreiben Sie `-`."
    assert admin.ok("GET", "/decisions")["items"] == []

    twice = table(["< 1000", '"low"'], ["< 5000", '"high"'], outputs=['name="level"'])
    made = admin.ok("POST", "/deployments", files(levels=levels(twice)))
    asked = {"variables": {"x": 5}}
    two = admin("POST", "/decisions/levels/evaluate", asked, headers=GERMAN)
    none = admin("POST", "/decisions/levels/evaluate", {"variables": {"x": 9000}}, headers=GERMAN)
    assert (two.code, two.json["detail"]) == (
        "decision_not_unique",
        "levels: Die Regeln 1, 2 passen, und die Trefferregel ist UNIQUE.",
    )
    assert none.json["detail"] == "levels: Keine Regel passt zu x = 9000 (number)."
    assert admin.ok("GET", "/decision-evaluations")["items"] == []

    admin.ok(
        "POST",
        "/deployments",
        files(pay=process('decisionId="levels" binding="latest"')),
    )
    kept = admin("DELETE", f"/deployments/{made['id']}", headers=GERMAN)
    assert (kept.status, kept.json["errors"][0]["element_id"]) == (409, "decide")
    assert kept.json["errors"][0]["detail"] == (
        "Version 1 von pay braucht die Entscheidung levels, fände davon aber keine Version mehr."
    )
