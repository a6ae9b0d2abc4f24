"""``bpm:`` settings: vocabulary, place, values, and what they become."""

import json

import pytest
from lxml import etree

from bpm.core.bpmn import check_model, read_assignment, read_document, read_retries
from bpm.core.bpmn.retries import InvalidRetryError, read_retry_delays
from bpm.core.bpmn.vocabulary import DESCRIPTOR_PATH, SettingValue, ValueKind, setting_types
from bpm.core.bpmn.xml import read_xml
from tests.unit.core.bpmn.reports import check, errors, the_error, warnings
from tests.unit.core.models import (
    END,
    START,
    chain,
    element,
    flow,
    gateway,
    model,
    script,
    setting,
    user_task,
)


def with_task(settings: str, tag: str = "userTask") -> str:
    inner = "<bpmn:script>1</bpmn:script>" if tag == "scriptTask" else ""
    return chain(START, element(tag, "x", inner, settings), END)


def test_the_descriptor_names_the_whole_vocabulary() -> None:
    descriptor = json.loads(DESCRIPTOR_PATH.read_text())

    assert (descriptor["prefix"], descriptor["uri"]) == ("bpm", "urn:bpm:schema:1.0")
    assert descriptor["xml"] == {"tagAlias": "lowerCase"}
    assert set(setting_types()) == {
        *("process", "assignment", "formRef", "service", "parameter", "retry", "errorMapping"),
        *("script", "calledDecision", "calledElement", "io", "input", "output", "loop", "async"),
        *("listeners", "listener", "subscription", "publish", "properties", "property"),
        *("unconverted", "converted", "adHoc"),
    }


def test_types_are_read_from_the_descriptor() -> None:
    types = setting_types()

    assert types["assignment"].attributes["assignee"].kind is ValueKind.TEXT_OR_FEEL
    assert types["async"].attributes["before"] == SettingValue(kind=ValueKind.TRUTH)
    assert types["process"].attributes["businessKeyPolicy"].choices == (
        "free",
        "unique_active",
        "unique_forever",
    )
    assert types["properties"].children == {"property"}
    assert types["input"].body == SettingValue(kind=ValueKind.TEXT_OR_FEEL)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (setting("assignement", assignee="a"), "unknown_setting"),
        (setting("assignment", asignee="a"), "unknown_setting_attribute"),
        (setting("assignment", assignee="=1 +"), "invalid_expression"),
        (setting("assignment", assignee="${boss()}"), "invalid_expression"),
        (setting("assignment", priority="high"), "invalid_setting_value"),
        (setting("assignment", dueDate="tomorrow"), "invalid_setting_value"),
        (setting("assignment", followUpDate="12"), "invalid_setting_value"),
        (setting("assignment", excludeCompleterOf="y"), "unknown_activity"),
        (setting("assignment", excludeCompleterOf=" , "), "invalid_setting_value"),
        (setting("assignment", strategy="round"), "unsupported_setting_attribute"),
        (setting("assignment", "<bpm:property/>"), "unknown_setting"),
        (setting("assignment", "text"), "misplaced_text"),
        (setting("assignment") * 2, "duplicate_setting"),
        (setting("script", resultVariable="r"), "misplaced_setting"),
        (setting("property", name="a"), "misplaced_setting"),
        (setting("process"), "misplaced_setting"),
        (setting("formRef"), "missing_reference"),
        (setting("formRef", key="f", binding="newest"), "invalid_setting_value"),
        (setting("formRef", key="f", binding="version"), "invalid_setting_value"),
        (setting("formRef", key="f", binding="versionTag"), "invalid_setting_value"),
        (setting("formRef", key="=1 +"), "invalid_expression"),
        (setting("io", setting("input", "=1 +", name="a")), "invalid_expression"),
        (setting("io", setting("input", "1", name=" ")), "invalid_setting_value"),
        (setting("io", setting("output", "1")), "invalid_setting_value"),
        (setting("io", setting("output", name="a") * 2), "duplicate_setting"),
        (setting("io", setting("mapping", name="a")), "unknown_setting"),
        (setting("listeners"), "unsupported_setting"),
        (setting("async", before="yes"), "invalid_setting_value"),
        (setting("async", before="true", priority="x"), "invalid_setting_value"),
        (setting("async", before="true") + setting("retry", cycle="often"), "invalid_retry"),
    ],
)
def test_faulty_settings_are_refused_on_their_element(settings: str, code: str) -> None:
    assert ("x", code) in errors(with_task(settings))


def test_what_nobody_can_execute_is_refused_with_the_way_out() -> None:
    problem = the_error("unsupported_setting", with_task(setting("listeners")))

    assert "script tasks" in (problem.remedy or "")


@pytest.mark.parametrize(
    "settings",
    [
        setting("assignment", assignee="alice", dueDate="P3D", priority="70"),
        setting("assignment", candidateGroups='=["a", "b"]', dueDate="2030-01-01T00:00:00Z"),
        setting("assignment", followUpDate="2030-01-01", priority="=p"),
        setting("async", before="true", after="1", exclusive="0", priority="5"),
        setting("properties", setting("property", name="a", value="b")),
        setting("io", setting("input", "=1", name="a") + setting("output", "text", name="a")),
    ],
)
def test_sound_settings_pass(settings: str) -> None:
    assert errors(with_task(settings)) == set()


def test_attributes_of_ours_outside_a_setting_are_refused() -> None:
    node = element("userTask", "x", **{"bpm:assignee": "alice"})

    assert ("x", "unknown_attribute") in errors(chain(START, node, END))


def test_settings_outside_extension_elements_are_refused() -> None:
    node = element("userTask", "x", setting("assignment", assignee="alice"))

    assert ("x", "misplaced_extension") in errors(chain(START, node, END))


def test_settings_of_other_vendors_are_kept_with_a_warning() -> None:
    node = element("userTask", "x", settings="<other:thing/>", **{"other:form": "f"})
    found = check(chain(START, node, END))

    assert found.errors == ()
    assert ("x", "foreign_extension") in {(p.element_id, p.code) for p in found.warnings}


def test_retries_without_a_job_are_told() -> None:
    assert ("x", "no_effect") in warnings(with_task(setting("retry", cycle="R3/PT1M")))
    both = setting("async", before="true") + setting("retry", cycle="R3/PT1M")
    assert ("x", "no_effect") not in warnings(with_task(both))


def test_a_script_needs_a_body_and_should_have_a_result() -> None:
    assert ("x", "missing_script") in warnings(chain(START, element("scriptTask", "x"), END))
    assert ("x", "no_effect") in warnings(with_task("", "scriptTask"))
    assert errors(with_task(setting("script", resultVariable=" r"), "scriptTask")) == {
        ("x", "invalid_setting_value")
    }
    assert ("s", "invalid_expression") in errors(chain(START, script("s", "1 +", "r"), END))


@pytest.mark.parametrize(
    ("attributes", "delays"),
    [
        ({"cycle": "R3/PT10M"}, (600, 600)),
        ({"cycle": "R1/PT10M"}, ()),
        ({"cycle": "PT1M,PT10M, PT1H"}, (60, 600, 3600)),
        ({"cycle": "PT0S"}, (0,)),
        ({"maxAttempts": "3"}, (10, 10)),
        ({"maxAttempts": "4", "initialInterval": "PT1M", "multiplier": "2"}, (60, 120, 240)),
        (
            {
                "maxAttempts": "4",
                "initialInterval": "PT1M",
                "multiplier": "3",
                "maxInterval": "PT2M",
            },
            (60, 120, 120),
        ),
        ({}, None),
    ],
)
def test_retries_become_waits_before_each_further_attempt(
    attributes: dict[str, str], delays: tuple[int, ...] | None
) -> None:
    assert read_retry_delays(retry(attributes)) == delays


@pytest.mark.parametrize(
    "attributes",
    [
        {"cycle": "R0/PT1M"},
        {"cycle": "R3/soon"},
        {"cycle": "R3/P1M"},
        {"cycle": "R999/PT1M"},
        {"cycle": ""},
        {"cycle": "PT1M,"},
        {"cycle": "-PT1M"},
        {"cycle": "P400D"},
        {"cycle": ",".join(["PT1S"] * 200)},
        {"cycle": "PT1M", "maxAttempts": "2"},
        {"maxAttempts": "0"},
        {"maxAttempts": "x"},
        {"maxAttempts": "2", "multiplier": "0"},
        {"maxAttempts": "2", "multiplier": "NaN"},
        {"maxAttempts": "2", "multiplier": "x"},
        {"maxAttempts": "2", "initialInterval": "1"},
    ],
)
def test_retries_that_cannot_be_read_are_refused(attributes: dict[str, str]) -> None:
    with pytest.raises(InvalidRetryError):
        read_retry_delays(retry(attributes))


def retry(attributes: dict[str, str]) -> etree._Element:
    root = read_xml(model(with_task(setting("retry", **attributes))))
    return next(root.iter("{urn:bpm:schema:1.0}retry"))


@pytest.mark.parametrize(
    "attributes",
    [
        {"timeZone": "Mars/Olympus"},
        {"historyTimeToLive": "long"},
        {"businessKeyPolicy": "sometimes"},
        {"searchableVariables": "amount:money"},
        {"searchableVariables": ":number"},
        {"searchableVariables": "amount:"},
        {"searchableVariables": "amount:number, city, amount"},
        {"searchableVariables": ",".join(f"v{number}" for number in range(21))},
        {"searchableVariables": "n" * 101},
        {"secretVariables": "n" * 101},
        {"secretVariables": "iban:string"},
        {"secretVariables": "=iban"},
        {"secretVariables": "person.iban"},
        {"secretVariables": "iban, city, iban"},
        {"secretVariables": "iban", "searchableVariables": "city, iban:string"},
    ],
)
def test_faulty_settings_of_a_process_are_refused(attributes: dict[str, str]) -> None:
    found = errors(chain(START, END), settings=setting("process", **attributes))

    assert ("p", "invalid_setting_value") in found


def test_what_a_model_says_about_its_process() -> None:
    settings = setting(
        "process",
        versionTag="1.2",
        historyTimeToLive="P180D",
        businessKeyPolicy="unique_active",
        searchableVariables="amount:number, city",
        secretVariables="iban, net salary",
        timeZone="Europe/Berlin",
        candidateStarterGroups="clerks, managers",
        candidateStarterUsers="alice",
        title='="Request " + city',
    )
    body = chain(START, user_task("ask"), END)

    report = check_model(model(body, settings=settings))

    (info,) = report.processes
    assert report.errors == ()
    assert (info.key, info.name, info.is_executable) == ("p", "p", True)
    assert (info.version_tag, info.history_time_to_live) == ("1.2", "P180D")
    assert info.business_key_policy == "unique_active"
    assert info.searchable_variables == {"amount": "number", "city": None}
    assert info.secret_variables == {"iban", "net salary"}
    assert info.time_zone == "Europe/Berlin"
    assert info.candidate_starter_groups == ("clerks", "managers")
    assert info.candidate_starter_users == ("alice",)
    assert info.title == '="Request " + city'
    assert info.start_event_id == "start"
    assert [(a.id, a.type, a.name) for a in info.activities] == [
        ("start", "start_event", "start"),
        ("ask", "user_task", "ask"),
        ("end", "end_event", "end"),
    ]


def test_settings_of_an_element_are_typed() -> None:
    document = read_document(model(with_task(setting("assignment", assignee="=boss"))))
    node = document.ids["x"]

    assignee = read_assignment(node).assignee
    assert assignee is not None
    assert assignee.names == {"boss"}
    assert read_assignment(node).candidate_groups is None
    assert read_retries(node) is None


def test_lanes_pools_and_notes_are_documentation() -> None:
    lanes = (
        '<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="Clerks"><bpmn:flowNodeRef>start'
        "</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    notes = (
        element("textAnnotation", "note", "<bpmn:text>Hello</bpmn:text>")
        + element("association", "line", sourceRef="start", targetRef="note")
        + element("group", "group")
    )

    assert errors(lanes, chain(START, END), notes) == set()


def test_data_objects_are_variables_and_data_stores_are_drawings() -> None:
    found = warnings(chain(START, END), element("dataObject", "data"))
    assert "data" not in {id_ for id_, _ in found}

    found = warnings(chain(START, END), element("dataStoreReference", "store"))
    assert ("store", "no_effect") in found


@pytest.mark.parametrize(
    "language", ["http://www.w3.org/1999/XPath", "juel", "http://www.java.com/javaTypes"]
)
def test_conditions_in_other_languages_deploy_and_are_told(language: str) -> None:
    """BPMN 2.0.2 §8.4.7: an expression may name a language of its own, and is valid then."""
    condition = f'<bpmn:conditionExpression language="{language}">a</bpmn:conditionExpression>'
    out = element("sequenceFlow", "out", condition, sourceRef="gate", targetRef="end")
    parts = (START, gateway("gate"), END, flow("in", "start", "gate"), out)

    assert errors(*parts) == set()
    assert ("out", "stops_here") in warnings(*parts)


def test_feel_may_be_named() -> None:
    condition = '<bpmn:conditionExpression language="FEEL">a</bpmn:conditionExpression>'
    out = element("sequenceFlow", "out", condition, sourceRef="gate", targetRef="end")

    assert errors(START, gateway("gate"), END, flow("in", "start", "gate"), out) == set()


def test_text_for_people_is_no_expression() -> None:
    condition = '<bpmn:conditionExpression xsi:type="tExpression">a</bpmn:conditionExpression>'
    out = element("sequenceFlow", "out", condition, sourceRef="gate", targetRef="end")

    found = errors(START, gateway("gate"), END, flow("in", "start", "gate"), out)

    assert ("out", "informal_expression") in found
