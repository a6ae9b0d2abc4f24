"""The check of the tables finds files that are referred to and not kept."""

from collections.abc import Callable

import pytest
from django.db import connection

from bpm.core.values import FileReference
from bpm.files.contracts import FileView
from bpm.files.models import StoredFile
from bpm.runtime.contracts import ProcessInstanceView
from bpm.runtime.verify import find_problems
from bpm.user_tasks.services.attachments import attach_file
from tests.builders import (
    END,
    START,
    chain,
    deploy,
    group,
    person,
    script,
    start,
    system,
    user_task,
    waiting_task,
)
from tests.integration.files.test_keeping import bring, folder, reference

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["folder"]
TASK = chain(START, user_task("check"), END)
WITH_INPUT = (
    '<bpmn:userTask id="check"><bpmn:extensionElements><bpm:io>'
    '<bpm:input name="here">=[doc]</bpm:input></bpm:io></bpmn:extensionElements></bpmn:userTask>'
)


def execute_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def kinds() -> set[str]:
    return {finding.kind for finding in find_problems()}


def in_a_variable(file: FileReference) -> ProcessInstanceView:
    return start(deploy(TASK), {"doc": [{"deep": file}], "large": ["x" * 9_000, file]})


def in_one_of_an_ended_instance(file: FileReference) -> ProcessInstanceView:
    return start(deploy(chain(START, script("count", "1", "n"), END)), {"doc": file})


def in_a_local_variable(file: FileReference) -> ProcessInstanceView:
    begun = start(deploy(chain(START, WITH_INPUT, END)), {"doc": file})
    execute_sql("UPDATE process_instance SET variables = '{}', variable_types = '{}'")
    return begun


def beside_a_task(file: FileReference) -> ProcessInstanceView:
    begun = start(deploy(TASK))
    alice = person("alice", "reviewers")
    StoredFile.objects.update(uploaded_by="alice", uploaded_by_id=alice.id)
    attach_file(waiting_task(begun), file_id=file.id, description="", actor=alice)
    return begun


@pytest.mark.parametrize(
    "refer", [in_a_variable, in_one_of_an_ended_instance, in_a_local_variable, beside_a_task]
)
@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("DELETE FROM file_use", "missing_file_use"),
        ("UPDATE file_use SET process_instance_id = tenant_id", "missing_file_use"),
        ("UPDATE stored_file SET is_used = false", "wrong_file_use"),
        ("UPDATE stored_file SET state = 'removed'", "wrong_file_use"),
    ],
)
def test_a_file_that_is_not_kept_is_named(
    refer: Callable[[FileReference], ProcessInstanceView], sql: str, kind: str
) -> None:
    group("reviewers")
    file: FileView = bring(system())
    begun = refer(reference(file))

    assert find_problems([begun.id]) == []
    execute_sql(sql)
    try:
        assert kinds() == {kind}
        (finding,) = find_problems([begun.id])
        assert (finding.process_instance_id, str(file.id) in finding.detail) == (begun.id, True)
    finally:
        # Every test is verified at its end, so nothing may stay.
        execute_sql("TRUNCATE process_instance, scope_variables, task_attachment CASCADE")
        execute_sql("TRUNCATE user_task, activity_instance, large_value CASCADE")


def test_what_an_instance_once_held_is_no_finding() -> None:
    group("reviewers")
    begun = in_a_variable(reference(bring(system())))
    execute_sql("UPDATE process_instance SET variables = '{}', variable_types = '{}'")

    assert find_problems([begun.id]) == []
