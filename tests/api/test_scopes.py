"""The variables of sub-processes, steps and rounds of loops, read over REST."""

import pytest

from tests.api.client import Api
from tests.api.instances import deploy, start
from tests.builders import END, START, chain, user_task

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
)
HINT = (
    '<bpmn:extensionElements><bpm:io><bpm:input name="hint">=amount * 2</bpm:input></bpm:io>'
    "</bpmn:extensionElements>"
)


def test_each_live_scope_is_told_with_the_visit_it_lies_in(
    admin: Api, gina: Api, charlie: Api
) -> None:
    review = user_task("review").replace("</bpmn:userTask>", ROUNDS)
    inside = chain(START, review, END).replace('id="', 'id="in_').replace('Ref="', 'Ref="in_')
    inner = f'<bpmn:subProcess id="inner" name="Look closely">{HINT}{inside}</bpmn:subProcess>'
    instance = start(admin, deploy(admin, chain(START, inner, END)), variables={"amount": 21})
    path = f"/process-instances/{instance['id']}/scopes"

    answer = admin.ok("GET", path)

    assert answer["is_cut"] is False
    (outer,) = [one for one in answer["items"] if one["activity_id"] == "inner"]
    assert (outer["activity_name"], outer["parent_id"]) == ("Look closely", None)
    assert outer["variables"]["hint"] == 42
    rounds = [one for one in answer["items"] if one["loop_index"] is not None]
    assert [one["loop_index"] for one in rounds] == [0, 1]
    assert {one["activity_id"] for one in rounds} == {"in_review"}
    owners = {one["activity_instance_id"]: one for one in answer["items"]}
    for one in rounds:
        assert one["variables"]["loopCounter"] == one["loop_index"] + 1
        body = owners[one["parent_id"]]
        assert body["parent_id"] == outer["activity_instance_id"] or body is outer
    assert charlie("GET", path).status == 404
    assert gina("GET", path).status == 404


def test_an_instance_whose_variables_are_all_its_own_has_no_scopes(admin: Api) -> None:
    instance = start(admin, deploy(admin, chain(START, user_task("work"), END)))

    answer = admin.ok("GET", f"/process-instances/{instance['id']}/scopes")

    assert answer == {"items": [], "is_cut": False}
