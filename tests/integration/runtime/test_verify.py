"""The check of the tables against the engine states finds what is planted."""

from decimal import Decimal

import pytest
from django.db import connection

from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.verify import find_problems
from tests import builders
from tests.builders import END, START, chain, flow, script, user_task

pytestmark = pytest.mark.django_db(transaction=True)

GATEWAY = (
    START
    + '<bpmn:exclusiveGateway id="gate" default="other"/>'
    + user_task("manager")
    + END
    + flow("f1", "start", "gate")
    + flow("big", "gate", "manager", "amount &gt; 1000")
    + flow("other", "gate", "end")
    + flow("f2", "manager", "end")
)


def execute_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def found_after(sql: str) -> set[str]:
    """Plant a fault, say what is found, and take everything away again.

    Every test is verified at its end, so nothing may stay.
    """
    execute_sql(sql)
    try:
        return kinds()
    finally:
        execute_sql(
            "TRUNCATE user_task_candidate, task_draft, task_comment, task_watcher, task_attachment,"
            " user_task, job, incident, activity_instance, process_instance, searchable_variable"
        )


@pytest.fixture
def at_task() -> ProcessInstanceView:
    builders.group("reviewers")
    return builders.start(builders.deploy(chain(START, user_task("approve"), END)))


@pytest.fixture
def at_job() -> ProcessInstanceView:
    step = script("add", "1", "n", extensions='<bpm:async before="true"/>')
    return builders.start(builders.deploy(chain(START, step, END)))


@pytest.fixture
def at_incident() -> ProcessInstanceView:
    return builders.start(builders.deploy(GATEWAY), {"amount": "much"})


def kinds() -> set[str]:
    return {finding.kind for finding in find_problems()}


def test_nothing_is_found_where_nothing_is_wrong(
    at_task: ProcessInstanceView, at_job: ProcessInstanceView, at_incident: ProcessInstanceView
) -> None:
    assert find_problems() == []
    assert find_problems([at_task.id]) == []


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("DELETE FROM user_task_candidate; DELETE FROM user_task", "missing_user_task"),
        (
            "UPDATE user_task SET state = 'completed', completed_at = now()",
            "missing_user_task",
        ),
        ("UPDATE user_task SET visit = 99", "orphan_user_task"),
        ("UPDATE user_task SET suspended = true", "wrong_suspension"),
        ("UPDATE user_task_candidate SET offered = false", "wrong_offer"),
        ("UPDATE user_task_candidate SET due_at = now()", "wrong_offer"),
        ("UPDATE user_task_candidate SET priority = priority + 1", "wrong_offer"),
        ("DELETE FROM activity_instance", "missing_activity"),
        ("UPDATE activity_instance SET activity_id = 'x'", "wrong_activity"),
        (
            "UPDATE activity_instance SET ended_at = NULL WHERE activity_id = 'start'",
            "orphan_activity",
        ),
        ("UPDATE process_instance SET open_incidents = 1", "wrong_count"),
        ("UPDATE process_instance SET local_scopes = 1", "wrong_count"),
        ("UPDATE process_instance SET engine_state = '\\x00'", "unreadable"),
        (
            (
                "UPDATE process_instance SET state = 'completed', ended_at = now(),"
                " engine_state = NULL"
            ),
            "orphan_user_task",
        ),
        ("DELETE FROM process_instance", "orphan_rows"),
        ("DELETE FROM process_instance; DELETE FROM activity_instance", "orphan_rows"),
    ],
)
def test_a_planted_fault_at_a_user_task_is_named(
    at_task: ProcessInstanceView, sql: str, kind: str
) -> None:
    assert kind in found_after(sql)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("DELETE FROM job", "missing_job"),
        ("DELETE FROM job", "limbo"),
        ("UPDATE job SET state = 'failed'", "missing_incident"),
        ("UPDATE job SET suspended = true", "wrong_suspension"),
    ],
)
def test_a_planted_fault_at_a_job_is_named(
    at_job: ProcessInstanceView, sql: str, kind: str
) -> None:
    assert kind in found_after(sql)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("DELETE FROM incident", "missing_incident"),
        ("UPDATE incident SET resolved_at = now()", "wrong_count"),
        ("UPDATE incident SET job_id = id", "orphan_incident"),
    ],
)
def test_a_planted_fault_at_an_incident_is_named(
    at_incident: ProcessInstanceView, sql: str, kind: str
) -> None:
    assert kind in found_after(sql)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("DELETE FROM searchable_variable", "wrong_searchable"),
        ("UPDATE searchable_variable SET number_value = 6", "wrong_searchable"),
        ("UPDATE searchable_variable SET kind = 'string'", "wrong_searchable"),
        ("UPDATE searchable_variable SET name = 'other'", "wrong_searchable"),
        ("UPDATE searchable_variable SET process_instance_id = tenant_id", "orphan_rows"),
    ],
)
def test_a_planted_fault_at_a_searchable_variable_is_named(sql: str, kind: str) -> None:
    builders.group("reviewers")
    key = builders.deploy(
        chain(START, user_task("approve"), END), process='searchableVariables="amount:number"'
    )
    builders.start(key, {"amount": Decimal(5), "other": Decimal(5)})

    assert kinds() == set()
    assert kind in found_after(sql)
