"""How long files stay: with their instance, with a draft, else a day."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from bpm.base import clock
from bpm.config.sweeping import keep_files
from bpm.core.values import FileReference, JsonObject
from bpm.files import queries as files, services
from bpm.files.contracts import FileState, FileView, NewFile
from bpm.files.errors import StorageAwayError
from bpm.files.models import FileUse, StoredFile
from bpm.files.storage.disk import DiskStorage
from bpm.identity.contracts import Actor
from bpm.runtime import file_keeping
from bpm.runtime.commands.update_variables import update_variables
from bpm.runtime.models import ProcessInstance
from bpm.user_tasks import services as user_tasks
from bpm.user_tasks.contracts import NewTaskDraft
from tests.builders import (
    END,
    START,
    chain,
    deploy,
    group,
    person,
    start,
    system,
    user_task,
    waiting_task,
)

pytestmark = pytest.mark.django_db(transaction=True)

TASK = chain(START, user_task("check"), END)
LATER = timedelta(hours=25)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.BPM_FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def bring(who: Actor, content: bytes = b"text") -> FileView:
    new = NewFile(name="a.txt", media_type="text/plain", content=BytesIO(content))
    return services.upload_file(new, actor=who)


def reference(view: FileView) -> FileReference:
    return FileReference(
        id=view.id,
        name=view.name,
        media_type=view.media_type,
        size=view.size,
        sha256=view.sha256,
    )


def age(view: FileView, by: timedelta = LATER) -> None:
    StoredFile.objects.filter(id=view.id).update(uploaded_at=clock.now() - by)


def kept(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


def test_a_file_that_nobody_uses_goes_after_a_day(folder: Path) -> None:
    old, young = bring(system()), bring(system())
    age(old)
    age(young, timedelta(hours=23))

    keep_files(with_sweep=True)

    assert list(StoredFile.objects.values_list("id", flat=True)) == [young.id]
    assert kept(folder) == 1


def test_a_file_stays_with_its_instance_and_goes_with_it(folder: Path) -> None:
    view = bring(system())
    age(view)
    first = start(deploy(TASK), {"doc": [{"deep": reference(view)}]})
    second = start(deploy(TASK), {"doc": reference(view)})
    update_variables(second.id, variables={"doc": None}, actor=system())

    keep_files(with_sweep=True)
    assert kept(folder) == 1
    forget(first.id)
    keep_files(with_sweep=True)
    assert set(files.list_holders(view.id)) == {second.id}
    assert kept(folder) == 1
    forget(second.id)
    keep_files(with_sweep=True)

    assert not StoredFile.objects.exists()
    assert not FileUse.objects.exists()
    assert kept(folder) == 0


def forget(process_instance_id: UUID) -> None:
    """Take an instance away with all that belongs to it, as a clean-up of the history does."""
    from django.db import connection  # noqa: PLC0415 beside its only use

    with connection.cursor() as cursor:
        for table in ("user_task_candidate", "user_task", "activity_instance", "history_event"):
            cursor.execute(
                f"DELETE FROM {table} WHERE process_instance_id = %s",  # noqa: S608 names from here
                [process_instance_id],
            )
    ProcessInstance.objects.filter(id=process_instance_id).delete()


def test_a_called_instance_holds_the_file_that_it_was_given() -> None:
    view = bring(system())
    called = deploy(TASK)
    call = (
        f'<bpmn:callActivity id="call" calledElement="{called}"><bpmn:extensionElements>'
        '<bpm:calledElement propagateAll="true"/></bpmn:extensionElements></bpmn:callActivity>'
    )
    begun = start(deploy(chain(START, call, END)), {"doc": reference(view)})

    holders = files.list_holders(view.id)

    below = ProcessInstance.objects.get(parent_id=begun.id)
    assert set(holders) == {begun.id, below.id}


def test_a_file_in_a_draft_stays_as_long_as_the_draft(folder: Path) -> None:
    group("reviewers")
    alice = person("alice", "reviewers")
    task = waiting_task(start(deploy(TASK)))
    view = bring(alice)
    age(view)
    typed: JsonObject = {"doc": {"id": str(view.id)}}
    draft = NewTaskDraft(variables=typed, variable_types={})
    user_tasks.save_draft(task, actor=alice, draft=draft)

    keep_files(with_sweep=True)
    assert kept(folder) == 1
    user_tasks.discard_draft(task, actor=alice)
    keep_files(with_sweep=True)

    assert kept(folder) == 0


def test_whoever_is_interrupted_is_followed_by_who_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = bring(system())
    age(view)

    def fail(_storage: DiskStorage, _key: str) -> None:
        raise StorageAwayError

    with monkeypatch.context() as broken:
        broken.setattr(DiskStorage, "delete", fail)
        keep_files(with_sweep=True)
    assert StoredFile.objects.get(id=view.id).state == FileState.REMOVED

    keep_files(with_sweep=True)

    assert not StoredFile.objects.exists()
    assert kept(folder) == 0


def test_an_upload_that_broke_off_leaves_nothing_for_ever(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_storage: DiskStorage, _key: str, _content: object) -> None:
        raise StorageAwayError

    with monkeypatch.context() as broken:
        broken.setattr(DiskStorage, "write", fail)
        with pytest.raises(StorageAwayError):
            bring(system())
    (row,) = StoredFile.objects.all()
    assert row.state == FileState.UPLOADING
    assert files.find_files([row.id], actor=system(), is_kept=False) == {}
    StoredFile.objects.update(uploaded_at=clock.now() - LATER)

    keep_files(with_sweep=True)

    assert not StoredFile.objects.exists()


def test_many_are_swept_in_batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpm.files.services.clearing._BATCH", 2)
    monkeypatch.setattr(file_keeping, "_BATCH", 1)
    views = [bring(system()) for _ in range(5)]
    for view in views:
        age(view)
    for _ in range(3):
        start(deploy(TASK), {"doc": reference(views[0])})

    assert file_keeping.sweep_files() == 4

    assert kept(folder) == 1
