"""Decisions over the API: deployed, versioned, evaluated, asked by processes, kept."""

from typing import Any

import pytest

from tests.api.client import UNUSED_ID, Api, Tenants
from tests.builders import END, START, chain, model, user_task
from tests.unit.core.dmn.tables import decision, definitions, table

LEVELS = table(["< 1000", '"low"'], ["[1000..5000)", '"high"'], outputs=['name="level"'])


def levels(logic: str = LEVELS, *, tag: str = "v1", key: str = "levels") -> str:
    return definitions(decision(logic, id_=key, attributes=f'bpm:versionTag="{tag}"')).decode()


def rule_task(settings: str, id_: str = "decide") -> str:
    return (
        f'<bpmn:businessRuleTask id="{id_}"><bpmn:extensionElements>'
        f"<bpm:calledDecision {settings}/></bpmn:extensionElements></bpmn:businessRuleTask>"
    )


def process(settings: str) -> str:
    return model("pay", chain(START, rule_task(settings), user_task("work"), END))


def deploy(admin: Api, **files: str) -> Any:
    return admin.ok("POST", "/deployments", body(**files))


def body(**files: str) -> dict[str, object]:
    resources = [
        {"name": f"{key}.{'bpmn' if '<bpmn:' in text else 'dmn'}", "content": text}
        for key, text in files.items()
    ]
    return {"name": "decisions", "resources": resources}


def evaluate(api: Api, x: object, **more: object) -> Any:
    return api.ok("POST", "/decisions/levels/evaluate", {"variables": {"x": x}, **more})


def test_a_decision_is_deployed_versioned_and_read(admin: Api) -> None:
    first = deploy(admin, levels=levels())
    again = deploy(admin, levels=levels())
    second = deploy(admin, levels=levels(tag="v2"))

    (decided,) = first["decision_definitions"]
    assert (decided["key"], decided["version"], decided["version_tag"]) == ("levels", 1, "v1")
    assert again["duplicate"] is True
    assert [found["version"] for found in second["decision_definitions"]] == [2]
    assert admin.ok("GET", f"/decisions/{decided['id']}") == decided
    newest = admin.ok("GET", "/decisions?is_newest=true")["items"]
    assert [found["version_tag"] for found in newest] == ["v2"]
    assert admin("GET", f"/decisions/{decided['id']}/model").raw.decode() == levels()


def test_an_evaluation_is_answered_and_kept(admin: Api) -> None:
    deploy(admin, levels=levels())

    found = evaluate(admin, 1200)

    assert (found["result"], found["result_types"]) == ("high", {})
    (trace,) = found["decisions"]
    assert [(one["label"], one["value"]) for one in trace["inputs"]] == [("x", 1200)]
    assert [(one["number"], one["outputs"]) for one in trace["rules"]] == [(2, {"level": "high"})]
    assert admin.ok("GET", f"/decision-evaluations/{found['id']}") == found
    kept = admin.ok("GET", "/decision-evaluations?decision_key=levels")["items"]
    assert [one["id"] for one in kept] == [found["id"]]


def test_version_and_tag_choose(admin: Api) -> None:
    deploy(admin, levels=levels())
    deploy(admin, levels=levels(LEVELS.replace("low", "small"), tag="v2"))

    assert evaluate(admin, 1)["result"] == "small"
    assert evaluate(admin, 1, version=1)["result"] == "low"
    assert evaluate(admin, 1, version_tag="v1")["version"] == 1
    both = {"version": 1, "version_tag": "v1"}
    assert admin("POST", "/decisions/levels/evaluate", both).code == "invalid_evaluation"
    missing = admin("POST", "/decisions/levels/evaluate", {"version": 7})
    assert (missing.status, missing.code) == (404, "decision_not_found")


@pytest.mark.parametrize(
    ("variables", "code", "words"),
    [
        ({"x": 9000}, "decision_no_rule", "no rule fits x = 9000"),
        ({"x": "much"}, "decision_input_not_allowed", "input 'x'"),
        ({}, "decision_cell_failed", "no variable 'x'"),
    ],
)
def test_what_has_no_answer_is_refused(
    admin: Api, variables: dict[str, object], code: str, words: str
) -> None:
    deploy(admin, levels=levels())

    refused = admin("POST", "/decisions/levels/evaluate", {"variables": variables})

    assert (refused.status, refused.code) == (422, code)
    assert words in refused.json["errors"][0]["detail"]
    assert admin.ok("GET", "/decision-evaluations")["items"] == []


def test_a_batch_answers_each_for_itself(admin: Api) -> None:
    deploy(admin, levels=levels())
    items = [{"variables": {"x": x}} for x in (1, 9000, 1200)]

    found = admin.ok("POST", "/decisions/levels/evaluate-batch", {"items": items})["items"]

    assert [one["evaluation"] and one["evaluation"]["result"] for one in found] == [
        "low",
        None,
        "high",
    ]
    assert [error["code"] for error in found[1]["errors"]] == ["decision_no_rule"]
    too_many = admin("POST", "/decisions/levels/evaluate-batch", {"items": [{}] * 1001})
    assert too_many.code == "invalid_evaluation"


def test_a_process_asks_a_decision(admin: Api) -> None:
    deploy(admin, pay=process('decisionId="levels" resultVariable="level"'), levels=levels())

    instance = admin.ok(
        "POST", "/process-instances", {"definition_key": "pay", "variables": {"x": 1200}}
    )

    variables = admin.ok("GET", f"/process-instances/{instance['id']}/variables")
    assert "high" in str(variables)
    kept = admin.ok("GET", f"/decision-evaluations?process_instance_id={instance['id']}")["items"]
    assert [(one["activity_id"], one["definition_key"], one["result"]) for one in kept] == [
        ("decide", "pay", "high")
    ]


def test_a_decision_without_an_answer_is_an_incident_that_can_be_mended(admin: Api) -> None:
    deploy(admin, pay=process('decisionId="levels" resultVariable="level"'), levels=levels())

    start = {"definition_key": "pay", "variables": {"x": 9000}}
    instance = admin.ok("POST", "/process-instances", start)

    (waiting,) = instance["waiting_at"]
    incident = admin.ok("GET", f"/incidents/{waiting['incident_id']}")
    assert "no rule fits x = 9000" in incident["message"]
    assert admin.ok("GET", "/decision-evaluations")["items"] == []

    address = f"/process-instances/{instance['id']}"
    admin.ok("PATCH", f"{address}/variables", {"variables": {"x": 5}})
    admin.ok("POST", f"/incidents/{waiting['incident_id']}/retry", {})
    assert admin.ok("GET", address)["waiting_at"][0]["activity_id"] == "work"


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        ('decisionId="levels"', "low"),
        ('decisionId="levels" binding="latest"', "tiny"),
        ('decisionId="levels" binding="version" version="1"', "low"),
        ('decisionId="levels" binding="versionTag" versionTag="v2"', "tiny"),
        ('decisionId=\'="lev" + "els"\' mapDecisionResult="singleEntry"', "low"),
        ('decisionId="levels" mapDecisionResult="singleResult"', {"level": "low"}),
        ('decisionId="levels" mapDecisionResult="collectEntries"', ["low"]),
        ('decisionId="levels" mapDecisionResult="resultList"', [{"level": "low"}]),
    ],
)
def test_binding_and_mapping(admin: Api, asked: str, result: object) -> None:
    deploy(admin, **known(asked))
    deploy(admin, pay=process(f'{asked} resultVariable="level"'))
    deploy(admin, levels=levels(LEVELS.replace("low", "tiny"), tag="v2"))

    start = {"definition_key": "pay", "variables": {"x": 5}}
    instance = admin.ok("POST", "/process-instances", start)

    (kept,) = admin.ok("GET", "/decision-evaluations")["items"]
    assert kept["process_instance_id"] == instance["id"]
    found = admin.ok("GET", f"/process-instances/{instance['id']}/variables")
    assert found["variables"]["level"] == result


def known(asked: str) -> dict[str, str]:
    """Return the decision of the first deployment, with the tag that is asked for."""
    return {"levels": levels(tag="v2" if 'versionTag="v2"' in asked else "v1")}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ('decisionId="other"', "decision_not_found"),
        ('decisionId="levels" binding="version" version="7"', "decision_not_found"),
        ('decisionId="levels" binding="versionTag" versionTag="v7"', "decision_not_found"),
        ('decisionId="levels" binding="version"', "invalid_setting_value"),
        ('decisionId="levels" mapDecisionResult="best"', "invalid_setting_value"),
        ("", "missing_reference"),
    ],
)
def test_a_task_that_asks_nothing_that_is_there_is_refused(
    admin: Api, asked: str, code: str
) -> None:
    refused = admin("POST", "/deployments", body(pay=process(asked), levels=levels()))

    assert refused.code == "deployment_refused"
    assert (code, "decide") in [
        (error["code"], error["element_id"]) for error in refused.json["errors"]
    ]
    assert admin.ok("GET", "/decisions")["items"] == []


def test_a_broken_cell_is_refused_with_rule_and_column(admin: Api) -> None:
    broken = levels(table(["< 1", '"a"'], ["> > 2", '"b"']))

    refused = admin("POST", "/deployments", body(levels=broken))

    (error,) = refused.json["errors"]
    assert error["detail"].startswith("levels, rule 2, column 'x'")
    assert (error["resource"], error["element_id"]) == ("levels.dmn", "r2")


def test_overlaps_are_warned_of(admin: Api) -> None:
    overlapping = levels(table(["< 10", '"a"'], ["> 5", '"b"']))

    warnings = deploy(admin, levels=overlapping)["warnings"]

    assert [warning["code"] for warning in warnings] == ["rules_overlap"]


def test_a_changed_decision_takes_the_process_that_is_bound_to_it_along(admin: Api) -> None:
    asks = process('decisionId="levels" resultVariable="level"')
    deploy(admin, pay=asks, levels=levels())

    changed = deploy(admin, pay=asks, levels=levels(tag="v2"))

    assert [found["version"] for found in changed["process_definitions"]] == [2]


def test_a_draft_of_a_decision_is_checked_and_deployed(admin: Api) -> None:
    content = {"kind": "decision", "name": "Levels", "content": levels()}

    draft = admin.ok("POST", "/drafts", content)
    deployed = admin.ok("POST", f"/drafts/{draft['id']}/deploy", {})

    assert draft["key"] == "levels"
    assert [found["key"] for found in deployed["decision_definitions"]] == ["levels"]


def test_who_asks_by_himself_sees_what_he_asked(tenants: Tenants) -> None:
    deploy(tenants.admin, levels=levels())

    refused = tenants.alice("POST", "/decisions/levels/evaluate", {"variables": {"x": 1}})

    assert (refused.status, refused.code) == (403, "permission_missing")
    assert tenants.alice.ok("GET", "/decision-evaluations")["items"] == []


def test_another_tenant_has_decisions_of_its_own(tenants: Tenants) -> None:
    deployment = deploy(tenants.admin, levels=levels())
    evaluation = evaluate(tenants.admin, 1)
    asks = process('decisionId="levels" resultVariable="level"')

    refused = tenants.gina("POST", "/deployments", body(pay=asks))

    assert [error["code"] for error in refused.json["errors"]] == ["decision_not_found"]
    decided = deployment["decision_definitions"][0]["id"]
    assert tenants.gina("GET", f"/decisions/{decided}").status == 404
    assert tenants.gina("GET", f"/decisions/{decided}/usage").status == 404
    assert tenants.gina("GET", f"/decision-evaluations/{evaluation['id']}").status == 404
    assert tenants.gina("POST", "/decisions/levels/evaluate", {}).status == 404
    own = deploy(tenants.gina, levels=levels())
    assert own["decision_definitions"][0]["version"] == 1


def test_a_deleted_decision_is_gone_but_for_what_is_bound_to_it(admin: Api) -> None:
    decided = deploy(admin, levels=levels())
    deploy(admin, pay=process('decisionId="levels" resultVariable="level"'))

    admin.ok("DELETE", f"/deployments/{decided['id']}")

    assert admin.ok("GET", "/decisions")["items"] == []
    assert admin("POST", "/decisions/levels/evaluate", {}).code == "decision_not_found"
    start = {"definition_key": "pay", "variables": {"x": 5}}
    instance = admin.ok("POST", "/process-instances", start)
    assert instance["waiting_at"][0]["activity_id"] == "work"


def test_an_id_that_nothing_has_is_not_found(admin: Api) -> None:
    assert admin("GET", f"/decisions/{UNUSED_ID}").code == "decision_not_found"
    missing = admin("GET", f"/decision-evaluations/{UNUSED_ID}")
    assert missing.code == "decision_evaluation_not_found"


def test_a_decision_is_tried_before_it_is_deployed(admin: Api) -> None:
    trial = {"content": levels(), "decision_id": "levels", "variables": {"x": 1200}}

    found = admin.ok("POST", "/decisions/evaluate", trial)
    nothing = admin("POST", "/decisions/evaluate", {**trial, "variables": {"x": 9000}})
    unknown = admin("POST", "/decisions/evaluate", {**trial, "decision_id": "other"})
    broken = admin("POST", "/decisions/evaluate", {**trial, "content": levels("<literal/>")})

    assert found["result"] == "high"
    assert [rule["number"] for rule in found["decisions"][0]["rules"]] == [2]
    assert (nothing.status, nothing.code) == (422, "decision_no_rule")
    assert unknown.json["errors"][0]["code"] == "unknown_decision"
    assert (broken.status, broken.code) == (422, "invalid_evaluation")
    assert broken.json["errors"]
    assert admin.ok("GET", "/decision-evaluations")["items"] == []


def test_who_asks_a_decision_is_told(admin: Api) -> None:
    decided = deploy(admin, levels=levels())["decision_definitions"][0]
    usage = f"/decisions/{decided['id']}/usage"
    assert admin.ok("GET", usage) == {"process_definitions": []}

    deploy(admin, pay=process('decisionId="levels" binding="latest" resultVariable="level"'))

    (found,) = admin.ok("GET", usage)["process_definitions"]
    assert (found["key"], found["version"]) == ("pay", 1)
    assert [element["id"] for element in found["elements"]] == ["decide"]
