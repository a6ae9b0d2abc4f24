"""Every shipped process is sound, and does what its scenarios say."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from pytest_django import Settings

from bpm.base.search import SearchRequest
from bpm.core.bpmn import check_model
from bpm.core.dmn import read_decisions
from bpm.core.forms import read_form
from bpm.core.values import JsonObject, decode_variables, parse_json
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.jobs import queries as jobs, running
from bpm.jobs.contracts import JobView
from bpm.jobs.services import run_job_now
from bpm.runtime.commands.complete_user_task import complete_user_task
from bpm.runtime.commands.retry_incident import retry_incident
from bpm.runtime.commands.start_process_instance import start_process_instance
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.contracts import CompleteUserTask, StartProcessInstance
from bpm.runtime.queries import details, incidents, instances
from tests.integration.shipped import PROCESSES, shipped_processes

MODELS = sorted(PROCESSES.glob("*/*.bpmn"))
FORMS = sorted(PROCESSES.glob("*/*.form"))
DECISIONS = sorted(PROCESSES.glob("*/*.dmn"))
SCENARIOS = sorted(PROCESSES.glob("*/scenarios/*.json"))


def _name(path: Path) -> str:
    return f"{path.relative_to(PROCESSES).parts[0]}: {path.stem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a person hands in, at the start or at a user task.

    Args:
        incident: What the incident says that the person mends by these variables.
    """

    by: str
    variables: JsonObject
    variable_types: dict[str, str]
    activity_id: str = ""
    business_key: str | None = None
    outcome: str | None = None
    form: bool = False
    incident: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How the instance ends; numbers are compared exactly."""

    state: str
    activities: list[str]
    variables: JsonObject
    variable_types: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One journey through a process."""

    key: str
    start: Input
    steps: Sequence[Input]
    expected: Expected


def _read(path: Path) -> Scenario:
    content = json.loads(path.read_text())
    expected = content["expected"]
    return Scenario(
        key=path.parents[1].name,
        start=Input(**content["start"]),
        steps=[Input(**step) for step in content["steps"]],
        # Read as the product reads numbers: 1 is a decimal here too.
        expected=Expected(**{**expected, "variables": _exact(expected["variables"])}),
    )


def _exact(variables: JsonObject) -> JsonObject:
    found = parse_json(json.dumps(variables).encode())
    assert isinstance(found, dict)
    return found


def _actor(username: str) -> Actor:
    return identity.actor_for_user(get_user_model().objects.get(username=username).pk)


@pytest.fixture
def _deployed(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    with shipped_processes(settings, outbox=tmp_path):
        yield


@pytest.mark.parametrize("model", MODELS, ids=_name)
def test_a_shipped_model_is_without_error_and_warning(model: Path) -> None:
    report = check_model(model.read_bytes())

    assert report.errors == ()
    assert report.warnings == ()
    assert [process.key for process in report.processes] == [model.parent.name]


@pytest.mark.parametrize("file", FORMS, ids=_name)
def test_a_shipped_form_is_without_error_and_warning(file: Path) -> None:
    report = read_form(file.read_bytes())

    assert (report.errors, report.warnings) == ((), ())
    assert report.form is not None
    assert report.form.key == file.stem


@pytest.mark.parametrize("file", DECISIONS, ids=_name)
def test_shipped_decisions_are_without_error_and_warning(file: Path) -> None:
    report = read_decisions(file.read_bytes())

    assert (report.errors, report.warnings) == ((), ())


@pytest.mark.parametrize("folder", sorted({model.parent for model in MODELS}), ids=lambda p: p.name)
def test_a_shipped_process_is_explained_and_played_through(folder: Path) -> None:
    assert (folder / "README.md").exists()
    assert list(folder.glob("scenarios/*.json"))


@pytest.mark.usefixtures("_deployed")
@pytest.mark.parametrize("path", SCENARIOS, ids=_name)
def test_a_scenario_ends_as_written(path: Path) -> None:
    scenario = _read(path)

    instance_id = _start(scenario)
    for step in scenario.steps:
        _complete(instance_id, step)

    admin = _actor("admin")
    instance = instances.get_process_instance(instance_id, actor=admin, include_variables=True)
    visited = details.list_activity_instances(instance_id, SearchRequest(limit=100), actor=admin)
    assert instance.state == scenario.expected.state
    assert [visit.activity_id for visit in visited.items] == scenario.expected.activities
    assert instance.variables == scenario.expected.variables
    assert instance.variable_types == scenario.expected.variable_types


def _start(scenario: Scenario) -> UUID:
    start = scenario.start
    view = start_process_instance(
        StartProcessInstance(
            definition_key=scenario.key,
            business_key=start.business_key,
            variables=decode_variables(_exact(start.variables), start.variable_types),
            form=start.form,
            outcome=start.outcome,
        ),
        actor=_actor(start.by),
    )
    _run_jobs()
    return view.id


def _complete(instance_id: UUID, step: Input) -> None:
    """Do what a step says: mend an incident, let a timer fire now, or complete a user task."""
    if step.incident is not None:
        _mend(instance_id, step)
        return
    timers = [job for job in _timers(instance_id) if job.activity_id == step.activity_id]
    if timers:
        run_job_now(timers[0].id, actor=_actor(step.by))
        _run_jobs()
        return
    tasks = [task for name, task in _waiting(instance_id) if name == step.activity_id]
    assert tasks, f"nothing waits at {step.activity_id}"
    complete_user_task(
        CompleteUserTask(
            user_task_id=tasks[0],
            variables=decode_variables(_exact(step.variables), step.variable_types),
            outcome=step.outcome,
        ),
        actor=_actor(step.by),
    )
    _run_jobs()


def _mend(instance_id: UUID, step: Input) -> None:
    """Use up the attempts of a call, correct the variables as the operator does, and retry."""
    actor = _actor(step.by)
    for job in _timers(instance_id):
        run_job_now(job.id, actor=actor)
        _run_jobs()
    request = SearchRequest(filter={"process_instance_id": str(instance_id)})
    (incident,) = incidents.search_incidents(request, actor=actor).items
    assert (incident.activity_id, incident.message) == (step.activity_id, step.incident)
    variables = decode_variables(_exact(step.variables), step.variable_types)
    update_variables(instance_id, variables=variables, actor=actor)
    retry_incident(incident.id, actor=actor)
    _run_jobs()


def _waiting(instance_id: UUID) -> Iterator[tuple[str, UUID]]:
    """Yield the user tasks of an instance and of those that it called, oldest first."""
    view = instances.get_process_instance(instance_id, actor=_actor("admin"))
    for place in view.waiting_at:
        if place.user_task_id is not None:
            yield place.activity_id, place.user_task_id
        if place.called_instance_id is not None:
            yield from _waiting(place.called_instance_id)


def _timers(instance_id: UUID) -> Sequence[JobView]:
    found = jobs.search_jobs(SearchRequest(limit=100), actor=_actor("admin")).items
    return [job for job in found if job.process_instance_id == instance_id]


def _run_jobs() -> None:
    while running.run_ready_jobs():
        pass
