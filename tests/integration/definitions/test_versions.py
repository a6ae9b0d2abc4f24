"""Deployments at the same time, deployments of folders, and what is kept in memory."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from bpm.definitions import queries
from bpm.definitions.contracts import DeploymentView, ResourceContent
from bpm.definitions.errors import ProcessDefinitionNotFoundError
from bpm.definitions.models import Deployment, ProcessDefinition
from bpm.identity import queries as identity
from bpm.identity.contracts import Actor
from bpm.runtime.commands.delete_deployment import delete_deployment
from bpm.runtime.commands.deploy import deploy_resources
from bpm.runtime.commands.suspend_process_definition import suspend_process_definition
from tests import builders
from tests.builders import END, START, chain, model, script

_Result = TypeVar("_Result")
PROCESSES = Path(__file__).resolve().parents[3] / "processes"


def deploy(actor: Actor, number: int, *keys: str) -> DeploymentView:
    """Deploy processes of which every number is another model."""
    body = chain(START, script("step", str(number), "result"), END)
    return deploy_resources(
        actor=actor,
        name="test",
        resources=[
            ResourceContent(name=f"{key}.bpmn", content=model(key, body).encode()) for key in keys
        ],
    )


def at_once(*calls: Callable[[], _Result]) -> list[_Result]:
    """Run calls in threads that begin together."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], _Result]) -> _Result:
        try:
            barrier.wait()
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_versions_are_consecutive_when_many_deploy_at_once() -> None:
    actor = builders.system()

    at_once(*[lambda number=number: deploy(actor, number, "key") for number in range(8)])

    versions = ProcessDefinition.objects.filter(key="key").order_by("version")
    assert list(versions.values_list("version", flat=True)) == list(range(1, 9))
    assert Deployment.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_the_same_model_deployed_at_once_makes_one_version() -> None:
    actor = builders.system()

    views = at_once(*[lambda: deploy(actor, 1, "key") for _ in range(6)])

    assert sorted(view.duplicate for view in views) == [False] + [True] * 5
    assert {view.id for view in views} == set(Deployment.objects.values_list("id", flat=True))
    assert ProcessDefinition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_deployments_of_the_same_keys_in_another_order_do_not_block_each_other() -> None:
    actor = builders.system()

    at_once(
        *[lambda number=number: deploy(actor, number, "one", "two") for number in range(3)],
        *[lambda number=number: deploy(actor, number, "two", "one") for number in range(3, 6)],
    )

    for key in ("one", "two"):
        versions = ProcessDefinition.objects.filter(key=key).values_list("version", flat=True)
        assert sorted(versions) == list(range(1, 7))


@pytest.mark.django_db(transaction=True)
def test_starts_beside_deployments_use_a_version_that_is_there() -> None:
    actor = builders.system()
    deploy(actor, 0, "key")

    started = at_once(
        *[lambda number=number: deploy(actor, number, "key").name for number in range(1, 4)],
        *[lambda: str(builders.start("key", actor=actor).version) for _ in range(4)],
    )

    assert {int(version) for version in started[3:]} <= {1, 2, 3, 4}


@pytest.mark.django_db
def test_a_known_definition_costs_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    actor = builders.system()
    deploy(actor, 1, "key")
    first = queries.get_executable(actor, definition_key="key")

    with django_assert_num_queries(1):
        again = queries.get_executable(actor, definition_key="key")
    with django_assert_num_queries(0):
        by_id = queries.get_executable_by_id(first.id)

    assert again.process is first.process is by_id.process
    deploy(actor, 2, "key")
    newest = queries.get_executable(actor, definition_key="key")
    assert (newest.version, newest.process is first.process) == (2, False)
    old = queries.get_executable(actor, definition_key="key", version=1)
    assert old.id == first.id


@pytest.mark.django_db
def test_what_a_person_starts_is_remembered_until_it_may_be_another(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    system = builders.system()
    view = deploy(system, 1, "key")
    person_id = builders.person("anna").id
    assert person_id is not None

    def found() -> tuple[int, bool]:
        """What a request that comes now is given, twice, the second time without a statement."""
        actor = identity.actor_for_user(person_id)
        first = queries.get_executable(actor, definition_key="key")
        with django_assert_num_queries(0):
            second = queries.get_executable(actor, definition_key="key")
        assert second == first
        return second.version, second.is_suspended

    assert found() == (1, False)
    suspend_process_definition(definition_id=view.process_definitions[0].id, actor=system)
    assert found() == (1, True)
    newest = deploy(system, 2, "key")
    assert found() == (2, False)
    delete_deployment(actor=system, deployment_id=newest.id)
    assert found() == (1, True)
    delete_deployment(actor=system, deployment_id=view.id)
    with pytest.raises(ProcessDefinitionNotFoundError):
        found()


@pytest.mark.django_db
def test_what_is_not_there_is_not_found() -> None:
    actor = builders.system()
    view = deploy(actor, 1, "key")
    stranger = builders.system(view.id)

    for call in (
        lambda: queries.get_executable(actor),
        lambda: queries.get_executable(actor, definition_key="none"),
        lambda: queries.get_executable(actor, definition_key="key", version=2),
        lambda: queries.get_executable(actor, definition_key="key", version_tag="x"),
        lambda: queries.get_executable(stranger, definition_key="key"),
        lambda: queries.get_executable(stranger, definition_id=view.process_definitions[0].id),
    ):
        with pytest.raises(ProcessDefinitionNotFoundError):
            call()


@pytest.mark.django_db
def test_a_version_is_found_by_its_tag() -> None:
    actor = builders.system()
    body = chain(START, END)
    builders.deploy(body, key="key", process='versionTag="stable"')
    builders.deploy(chain(START, script("s", "1", "r"), END), key="key")

    found = queries.get_executable(actor, definition_key="key", version_tag="stable")

    assert (found.version, found.version_tag) == (1, "stable")


@pytest.mark.django_db
def test_a_deleted_version_still_serves_what_began_with_it() -> None:
    actor = builders.system()
    view = deploy(actor, 1, "key")
    instance = builders.start("key")

    delete_deployment(actor=actor, deployment_id=view.id)

    assert queries.get_executable_by_id(instance.definition_id).version == 1
    with pytest.raises(ProcessDefinitionNotFoundError):
        queries.get_executable(actor, definition_key="key")


@pytest.mark.django_db
def test_shipped_processes_are_deployed_once() -> None:
    first, second = StringIO(), StringIO()

    call_command("deploy", str(PROCESSES), stdout=first)
    count = Deployment.objects.count()
    call_command("deploy", str(PROCESSES), stdout=second)

    assert "holiday-request version 1 deployed" in first.getvalue()
    assert "holiday-request version 1 unchanged" in second.getvalue()
    assert Deployment.objects.count() == count


@pytest.mark.django_db
def test_a_folder_with_a_faulty_model_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_text(model("bad", "<bpmn:sendTask id='lost'/>"))

    with pytest.raises(CommandError, match=r"bad\.bpmn"):
        call_command("deploy", str(tmp_path), stdout=StringIO())
    with pytest.raises(CommandError, match="no folder"):
        call_command("deploy", str(tmp_path / "none"), stdout=StringIO())

    assert not Deployment.objects.exists()
    assert connection.is_usable()
