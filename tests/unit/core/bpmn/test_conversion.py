"""Models of other engines in our vocabulary: one case for each of their settings."""

import json
from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree

from bpm.core.bpmn import check_model
from bpm.core.bpmn.conversion import Conversion, Fate, convert_model
from bpm.core.bpmn.xml import BPM
from bpm.core.forms import read_form

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:flowable="http://flowable.org/bpmn" xmlns:activiti="http://activiti.org/bpmn" '
    'xmlns:operaton="http://operaton.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:tns="urn:t" targetNamespace="urn:t">'
)


def model(tag: str, attributes: str = "", inner: str = "", roots: str = "") -> bytes:
    """Return a process of a start, one node ``x`` and an end."""
    node = f'<{tag} id="x" {attributes}>{inner}</{tag}>'
    flows = (
        '<sequenceFlow id="f1" sourceRef="s" targetRef="x"/>'
        '<sequenceFlow id="f2" sourceRef="x" targetRef="e"/>'
    )
    body = f'<startEvent id="s"/>{node}<endEvent id="e"/>{flows}'
    process = f'<process id="p" isExecutable="true">{body}</process>'
    return f"{HEAD}{process}{roots}</definitions>".encode()


def extensions(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>"


def ours(conversion: Conversion) -> dict[str, str]:
    """Return our settings: value by ``tag@attribute``, or ``tag/part name`` for parts."""
    found: dict[str, str] = {}
    for setting in etree.fromstring(conversion.content).iter(f"{{{BPM}}}*"):
        tag = str(setting.tag).rpartition("}")[2]
        if setting.get("name") is not None:
            found[f"{tag} {setting.get('name')}"] = setting.text or setting.get("value") or ""
        else:
            found |= {f"{tag}@{key}": str(setting.get(key)) for key in map(str, setting.keys())}
    return found


def fates(conversion: Conversion) -> list[tuple[str, str]]:
    return [(entry.setting, entry.fate.value) for entry in conversion.entries]


ATTRIBUTES = [
    ("userTask", "assignee", "${user}", {"assignment@assignee": "=user"}),
    ("userTask", "assignee", "kim", {"assignment@assignee": "kim"}),
    ("userTask", "candidateUsers", "a, b", {"assignment@candidateUsers": "a, b"}),
    ("userTask", "candidateGroups", "sales", {"assignment@candidateGroups": "sales"}),
    ("userTask", "dueDate", "${due}", {"assignment@dueDate": "=due"}),
    ("userTask", "followUpDate", "P1D", {"assignment@followUpDate": "P1D"}),
    ("userTask", "priority", "70", {"assignment@priority": "70"}),
    ("userTask", "formKey", "camunda-forms:deployment:a/order.form", {"formRef@key": "order"}),
    ("userTask", "formKey", "order", {"formRef@key": "order"}),
    ("userTask", "formRef", "order", {"formRef@key": "order"}),
    ("userTask", "formRefBinding", "latest", {"formRef@binding": "latest"}),
    ("userTask", "asyncBefore", "true", {"async@before": "true"}),
    ("task", "asyncAfter", "true", {"async@after": "true"}),
    ("task", "async", "true", {"async@before": "true"}),
    ("task", "exclusive", "false", {"async@exclusive": "false"}),
    ("task", "jobPriority", "${p}", {"async@priority": "=p"}),
    ("scriptTask", "resultVariable", "r", {"script@resultVariable": "r"}),
    (
        "callActivity",
        "calledElementBinding",
        "deployment",
        {"calledElement@binding": "deployment"},
    ),
    (
        "callActivity",
        "calledElementVersion",
        "3",
        {"calledElement@version": "3", "calledElement@binding": "latest"},
    ),
    (
        "businessRuleTask",
        "decisionRef",
        "rate",
        {"calledDecision@decisionId": "rate", "calledDecision@binding": "latest"},
    ),
    (
        "businessRuleTask",
        "mapDecisionResult",
        "singleEntry",
        {"calledDecision@mapDecisionResult": "singleEntry"},
    ),
]


@pytest.mark.parametrize("prefix", ["camunda", "operaton", "flowable", "activiti"])
@pytest.mark.parametrize(("tag", "name", "value", "expected"), ATTRIBUTES)
def test_attributes(prefix: str, tag: str, name: str, value: str, expected: dict[str, str]) -> None:
    conversion = convert_model(model(tag, f"{prefix}:{name}={quoteattr(value)}"))

    assert ours(conversion) == expected
    assert fates(conversion) == [(f"{prefix}:{name}", "converted")]
    assert f"{prefix}:{name}=".encode() in conversion.content


ELEMENTS = [
    (
        "serviceTask",
        "<camunda:failedJobRetryTimeCycle>R3/PT10M</camunda:failedJobRetryTimeCycle>",
        {"retry@cycle": "R3/PT10M"},
    ),
    ("callActivity", '<camunda:in source="a" target="b"/>', {"input b": "=get or else(a, null)"}),
    (
        "callActivity",
        '<camunda:in sourceExpression="${a + 1}" target="b"/>',
        {"input b": "=(a + 1)"},
    ),
    ("callActivity", '<camunda:out source="a" target="b"/>', {"output b": "=get or else(a, null)"}),
    ("callActivity", '<camunda:in variables="all"/>', {"calledElement@propagateAll": "true"}),
    (
        "callActivity",
        '<camunda:in businessKey="${order}"/>',
        {"calledElement@businessKey": "=order"},
    ),
    (
        "task",
        (
            '<camunda:inputOutput><camunda:inputParameter name="i">a ${b}</camunda:inputParameter>'
            '<camunda:outputParameter name="o">${i}</camunda:outputParameter></camunda:inputOutput>'
        ),
        {"input i": '="a " + string(b)', "output o": "=i"},
    ),
    (
        "task",
        (
            '<camunda:inputOutput><camunda:inputParameter name="i"><camunda:list>'
            "<camunda:value>a</camunda:value><camunda:value>${b}</camunda:value>"
            "</camunda:list></camunda:inputParameter></camunda:inputOutput>"
        ),
        {"input i": '=["a", b]'},
    ),
    (
        "task",
        (
            '<camunda:inputOutput><camunda:inputParameter name="i"><camunda:map>'
            '<camunda:entry key="k">v</camunda:entry></camunda:map></camunda:inputParameter>'
            "</camunda:inputOutput>"
        ),
        {"input i": '={"k": "v"}'},
    ),
    (
        "task",
        '<camunda:properties><camunda:property name="n" value="v"/></camunda:properties>',
        {"property n": "v"},
    ),
    ("userTask", '<zeebe:assignmentDefinition assignee="=me"/>', {"assignment@assignee": "=me"}),
    (
        "userTask",
        '<zeebe:taskSchedule dueDate="=due" followUpDate="P1D"/>',
        {"assignment@dueDate": "=due", "assignment@followUpDate": "P1D"},
    ),
    ("userTask", '<zeebe:priorityDefinition priority="70"/>', {"assignment@priority": "70"}),
    (
        "userTask",
        '<zeebe:formDefinition formId="order"/>',
        {"formRef@key": "order", "formRef@binding": "latest"},
    ),
    (
        "task",
        (
            '<zeebe:ioMapping><zeebe:input source="=a" target="b"/>'
            '<zeebe:output source="=b" target="c"/></zeebe:ioMapping>'
        ),
        {"input b": "=a", "output c": "=b"},
    ),
    (
        "callActivity",
        '<zeebe:calledElement processId="child" propagateAllChildVariables="true"/>',
        {"calledElement@binding": "latest", "calledElement@propagateAll": "true"},
    ),
    (
        "businessRuleTask",
        '<zeebe:calledDecision decisionId="rate" resultVariable="r"/>',
        {
            "calledDecision@decisionId": "rate",
            "calledDecision@resultVariable": "r",
            "calledDecision@binding": "latest",
        },
    ),
    (
        "scriptTask",
        '<zeebe:script expression="=1" resultVariable="r"/>',
        {"script@resultVariable": "r"},
    ),
    (
        "serviceTask",
        (
            '<zeebe:taskDefinition type="io.camunda:http-json:1" retries="5"/><zeebe:ioMapping>'
            '<zeebe:input source="https://a.example" target="url"/></zeebe:ioMapping>'
        ),
        {
            "service@connector": "http",
            "retry@maxAttempts": "5",
            "parameter url": "https://a.example",
        },
    ),
    (
        "businessRuleTask",
        "<spiffworkflow:calledDecisionId>rate</spiffworkflow:calledDecisionId>",
        {"calledDecision@decisionId": "rate", "calledDecision@binding": "latest"},
    ),
]


@pytest.mark.parametrize(("tag", "inner", "expected"), ELEMENTS)
def test_elements(tag: str, inner: str, expected: dict[str, str]) -> None:
    conversion = convert_model(model(tag, inner=extensions(inner)))

    found = ours(conversion)
    found.pop("calledElement@binding", None) if "in>" in inner else None
    assert expected.items() <= found.items()
    assert conversion.counts[Fate.CANNOT_RUN] == 0


UNMAPPED = [
    ('camunda:class="com.acme.Pay"', "", "unmapped:java:com.acme.Pay"),
    ('camunda:delegateExpression="${pay}"', "", "unmapped:delegate:${pay}"),
    ('flowable:expression="${pay.now()}"', "", "unmapped:expression:${pay.now()}"),
    ('camunda:type="external" camunda:topic="pay"', "", "unmapped:external:pay"),
    ('flowable:type="mail"', "", "unmapped:mail"),
    ("", '<zeebe:taskDefinition type="pay"/>', "unmapped:worker:pay"),
    ("", '<spiffworkflow:serviceTaskOperator id="pay"/>', "unmapped:operator:pay"),
    (
        "",
        "<camunda:connector><camunda:connectorId>soap</camunda:connectorId></camunda:connector>",
        "unmapped:connector:soap",
    ),
]


@pytest.mark.parametrize(("attributes", "inner", "connector"), UNMAPPED)
def test_what_calls_code_becomes_a_connector_that_is_not_there(
    attributes: str, inner: str, connector: str
) -> None:
    conversion = convert_model(model("serviceTask", attributes, extensions(inner)))

    assert ours(conversion)["service@connector"] == connector
    assert conversion.counts[Fate.CANNOT_RUN] == 1


@pytest.mark.parametrize(
    "inner",
    [
        '<camunda:executionListener class="com.acme.Log" event="start"/>',
        '<camunda:taskListener delegateExpression="${log}" event="create"/>',
        (
            '<zeebe:executionListeners><zeebe:executionListener type="log" eventType="start"/>'
            "</zeebe:executionListeners>"
        ),
        "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript>",
    ],
)
def test_listeners_are_refused_by_name(inner: str) -> None:
    conversion = convert_model(model("userTask", inner=extensions(inner)))

    assert conversion.counts[Fate.CANNOT_RUN] == 1
    errors = check_model(conversion.content).errors
    assert [(e.element_id, e.code) for e in errors] == [("x", "unsupported_setting")]


def test_what_cannot_be_converted_is_refused_instead_of_lost() -> None:
    conversion = convert_model(model("userTask", 'camunda:assignee="${bean.next(1)}"'))

    assert fates(conversion) == [("camunda:assignee", "cannot_run")]
    errors = check_model(conversion.content).errors
    assert [(e.element_id, e.code) for e in errors] == [("x", "invalid_expression")]


def test_the_variables_of_a_caught_error() -> None:
    trigger = (
        '<errorEventDefinition camunda:errorCodeVariable="c" camunda:errorMessageVariable="m"/>'
    )
    boundary = f'<boundaryEvent id="b" attachedToRef="x">{trigger}</boundaryEvent>'
    content = model("task").replace(b"<endEvent", boundary.encode() + b"<endEvent", 1)

    assert ours(convert_model(content)) == {"output c": "=error.code", "output m": "=error.message"}


def test_a_collection_is_a_variable() -> None:
    loop = '<multiInstanceLoopCharacteristics camunda:collection="c" camunda:elementVariable="e"/>'

    assert ours(convert_model(model("task", inner=loop))) == {
        "loop@collection": "=c",
        "loop@elementVariable": "e",
    }


def test_a_message_gives_its_correlation_key() -> None:
    roots = '<message id="m" name="m"><extensionElements><zeebe:subscription correlationKey="=k"/>'
    conversion = convert_model(model("task", roots=f"{roots}</extensionElements></message>"))

    assert ours(conversion) == {"subscription@correlationKey": "=k"}


def test_a_process_gives_its_settings() -> None:
    content = model("task").replace(
        b'<process id="p"',
        b'<process id="p" camunda:historyTimeToLive="180" camunda:versionTag="v1"',
    )

    assert ours(convert_model(content)) == {
        "process@historyTimeToLive": "P180D",
        "process@versionTag": "v1",
    }


FIELDS = """<camunda:formData>
<camunda:formField id="amount" label="Amount" type="long" defaultValue="5">
<camunda:validation><camunda:constraint name="min" config="1"/>
<camunda:constraint name="required"/></camunda:validation></camunda:formField>
<camunda:formField id="kind" label="Kind" type="enum"><camunda:value id="a" name="A"/>
</camunda:formField><camunda:formField id="day" label="Day" type="date"/>
<camunda:formField id="ok" label="OK" type="boolean" defaultValue="true"/>
</camunda:formData>"""


def test_a_list_of_fields_becomes_a_form() -> None:
    conversion = convert_model(model("userTask", inner=extensions(FIELDS)))

    (form,) = conversion.forms
    assert ours(conversion) == {"formRef@key": form.key}
    report = read_form(form.schema.encode())
    assert (report.errors, form.key) == ((), "p-x")
    components = json.loads(form.schema)["components"]
    assert [component["type"] for component in components] == [
        *("number", "select", "datetime", "checkbox")
    ]
    assert components[0]["validate"] == {"min": 1, "required": True}


def test_form_properties_become_one_form() -> None:
    inner = '<activiti:formProperty id="a" name="A"/><activiti:formProperty id="b" type="long"/>'
    conversion = convert_model(model("userTask", inner=extensions(inner)))

    assert len(json.loads(conversion.forms[0].schema)["components"]) == 2
    assert len(conversion.forms) == 1


def test_scripts_of_spiff_are_python() -> None:
    inner = extensions("<spiffworkflow:unitTests/>") + "<script>x = 1</script>"
    conversion = convert_model(model("scriptTask", inner=inner))

    assert b'scriptFormat="python"' in conversion.content


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            "potentialOwner",
            {"assignment@candidateGroups": "sales", "assignment@candidateUsers": "kim"},
        ),
        ("humanPerformer", {"assignment@assignee": "user(kim), sales"}),
    ],
)
def test_roles_assign(role: str, expected: dict[str, str]) -> None:
    text = "<formalExpression>user(kim), sales</formalExpression>"
    inner = f"<{role}><resourceAssignmentExpression>{text}</resourceAssignmentExpression></{role}>"

    assert ours(convert_model(model("userTask", inner=inner))) == expected


def test_a_model_without_foreign_settings_stays_byte_for_byte() -> None:
    content = model("task")

    assert convert_model(content) == Conversion(content=content)


def test_converting_again_changes_nothing() -> None:
    inner = extensions(
        '<camunda:properties><camunda:property name="n" value="v"/></camunda:properties>'
        '<camunda:executionListener class="com.acme.Log" event="start"/><camunda:potato/>'
    )
    once = convert_model(model("userTask", 'camunda:assignee="kim"', inner)).content

    assert convert_model(once).content == once


def test_an_event_that_people_do_not_start_shows_no_form() -> None:
    content = model("task").replace(
        b'<startEvent id="s"/>',
        b'<startEvent id="s" camunda:formKey="f"><signalEventDefinition/></startEvent>',
    )

    assert "formRef@key" not in ours(convert_model(content))
    assert fates(convert_model(content)) == [("camunda:formKey", "cannot_run")]
