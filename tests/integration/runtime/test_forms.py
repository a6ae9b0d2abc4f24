"""Forms within commands: scopes, repetition, called instances, statements, races."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from bpm.base.search import SearchRequest
from bpm.core.errors import BpmError
from bpm.core.values import Value
from bpm.definitions.contracts import DeploymentView, ResourceContent
from bpm.definitions.models import FormDefinition
from bpm.identity.contracts import Actor
from bpm.runtime import queries
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.contracts import CompleteUserTask
from bpm.runtime.errors import FormInvalidError
from tests import builders
from tests.builders import END, START, chain, model, user_task
from tests.forms.schemas import field, outcome, schema

REVIEW = schema(
    "review",
    field("textfield", "item", readonly=True),
    field("number", "score", validate={"required": True, "max": 10}),
    outcome("done"),
)


@pytest.fixture
def alice() -> Actor:
    builders.group("reviewers")
    return builders.person("alice", "reviewers")


def deploy(**files: str) -> DeploymentView:
    """Deploy models and forms by key; what begins with ``<`` is a model."""
    return deploy_resources(
        actor=builders.system(),
        name="forms",
        resources=[
            ResourceContent(
                name=f"{key}.{'bpmn' if text.startswith('<') else 'form'}", content=text.encode()
            )
            for key, text in files.items()
        ],
    )


def task_with_form(*inner: str) -> str:
    """Return a user task that shows the form, with what else stands in it."""
    return user_task("work").replace(
        "</bpmn:extensionElements></bpmn:userTask>",
        f'<bpm:formRef key="review"/></bpmn:extensionElements>{"".join(inner)}</bpmn:userTask>',
    )


@pytest.mark.django_db
def test_completing_with_a_form_costs_no_statement_more(
    alice: Actor, django_assert_max_num_queries: Any
) -> None:
    deploy(one=model("one", chain(START, task_with_form(), END)), review=REVIEW)
    warm = builders.waiting_task(builders.start("one"))
    values = {"score": Decimal(3)}
    request = CompleteUserTask(user_task_id=warm, variables=values, outcome="done")
    complete_user_task(request, actor=alice)
    task_id = builders.waiting_task(builders.start("one"))

    with django_assert_max_num_queries(8):
        request = CompleteUserTask(user_task_id=task_id, variables=values, outcome="done")
        done = complete_user_task(request, actor=alice)

    assert done.state == "completed"


@pytest.mark.django_db
def test_each_repetition_has_a_form_of_its_own(alice: Actor) -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<bpm:loop collection="=items" elementVariable="item" outputCollection="scores"'
        ' outputElement="=score"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    deploy(many=model("many", chain(START, task_with_form(loop), END)), review=REVIEW)
    instance = builders.start("many", {"items": ["a", "b"]})
    tasks = [place.user_task_id for place in instance.waiting_at if place.user_task_id]

    shown = [queries.get_task_form(task_id, actor=alice).variables["item"] for task_id in tasks]
    for number, task_id in enumerate(tasks):
        values = {"score": Decimal(number)}
        request = CompleteUserTask(user_task_id=task_id, variables=values, outcome="done")
        complete_user_task(request, actor=alice)

    assert sorted(str(item) for item in shown) == ["a", "b"]
    done = queries.get_process_instance(
        instance.id, actor=builders.system(), include_variables=True
    )
    assert done.state == "completed"
    assert (done.variables or {})["scores"] == [Decimal(0), Decimal(1)]


@pytest.mark.django_db
def test_a_called_process_brings_its_own_forms(alice: Actor) -> None:
    call = '<bpmn:callActivity id="call" calledElement="child"/>'
    deploy(
        parent=model("parent", chain(START, call, END)),
        child=model("child", chain(START, task_with_form(), END)),
        review=REVIEW,
    )
    parent = builders.start("parent")
    (child,) = queries.list_called_instances(
        parent.id, SearchRequest(), actor=builders.system()
    ).items
    task_id = builders.waiting_task(child)

    form = queries.get_task_form(task_id, actor=alice).form

    assert form is not None
    assert (form.key, form.version) == ("review", 1)


@pytest.mark.django_db
def test_a_refused_form_leaves_everything_as_it_was(alice: Actor) -> None:
    deploy(one=model("one", chain(START, task_with_form(), END)), review=REVIEW)
    instance = builders.start("one", {"item": "chair"})
    task_id = builders.waiting_task(instance)
    values: dict[str, Value] = {"score": Decimal(11), "item": "table"}
    request = CompleteUserTask(user_task_id=task_id, variables=values, outcome="done")

    with pytest.raises(FormInvalidError) as refused:
        complete_user_task(request, actor=alice)

    assert {problem.code for problem in refused.value.problems} == {"too_large", "field_read_only"}
    now = queries.get_process_instance(instance.id, actor=builders.system(), include_variables=True)
    assert (now.state, now.variables) == ("active", {"item": "chair"})


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run calls in threads that begin together; return results, or codes of errors."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return call()
        except BpmError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_versions_of_a_form_are_consecutive_when_many_deploy_at_once() -> None:
    changed = [REVIEW.replace('"max": 10', f'"max": {number + 20}') for number in range(6)]

    at_once(*[lambda text=text: deploy(review=text) for text in changed])
    views = at_once(*[lambda: deploy(other=schema("other")) for _ in range(4)])

    versions = FormDefinition.objects.filter(key="review").order_by("version")
    assert list(versions.values_list("version", flat=True)) == list(range(1, 7))
    assert FormDefinition.objects.filter(key="other").count() == 1
    duplicates = [view.duplicate for view in views if isinstance(view, DeploymentView)]
    assert sorted(duplicates) == [False, True, True, True]


@pytest.mark.django_db(transaction=True)
def test_who_is_late_with_a_form_is_told_so_not_what_is_wrong_with_it(alice: Actor) -> None:
    deploy(one=model("one", chain(START, task_with_form(), END)), review=REVIEW)
    for _ in range(4):
        task_id = builders.waiting_task(builders.start("one"))

        def complete(score: int, task_id: Any = task_id) -> object:
            values = {"score": Decimal(score)}
            request = CompleteUserTask(user_task_id=task_id, variables=values, outcome="done")
            return complete_user_task(request, actor=alice).state.value

        outcomes = at_once(*[lambda: complete(3) for _ in range(4)])

        assert outcomes.count("completed") == 1
        assert set(outcomes) <= {"completed", "user_task_closed", "process_instance_ended"}
