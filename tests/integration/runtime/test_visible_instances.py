"""Who sees which instances: pages and numbers of lists beside the rule in plain words."""

import random
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from bpm.base.clock import now
from bpm.base.ids import new_id
from bpm.base.search import SearchRequest
from bpm.base.wire import JsonObject
from bpm.identity import queries as identity, services as identity_services
from bpm.identity.contracts import Actor, GrantView, Permission
from bpm.runtime.models import ProcessInstance
from bpm.runtime.queries.instances import search_process_instances
from bpm.user_tasks import queries as user_tasks
from bpm.user_tasks.models import UserTask, UserTaskCandidate
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("ann", "ben", "cora", "dan")
GROUPS = ("clerks", "others", "reviewers")
STATES = ("active", "suspended", "completed", "cancelled")


class World:
    """Instances and tasks that chance has made, of two tenants and three processes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 nothing is secret here
        for name in GROUPS:
            builders.group(name)
        body = builders.chain(builders.START, builders.user_task("check"), builders.END)
        self.keys = [builders.deploy(body) for _ in range(3)]
        self.readers = [self._person(name) for name in NAMES]
        for key in self.keys:
            builders.start(key)
        self.patterns = {row.definition_key: row for row in ProcessInstance.objects.all()}
        self.real = list(ProcessInstance.objects.values_list("id", flat=True))
        self.pattern_of_task = UserTask.objects.first()
        for _ in range(40):
            self._add_instance()

    def _person(self, name: str) -> Actor:
        made = builders.person(name, *self.chance.sample(GROUPS, self.chance.randrange(3)))
        for key in self.chance.sample(self.keys, self.chance.randrange(3)):
            grant = GrantView(permission=Permission.READ_INSTANCES, user=name, group=None)
            identity_services.grant_permission(builders.system(), key=key, grant=grant)
        assert made.id is not None
        return identity.actor_for_user(made.id)

    def _add_instance(self) -> None:
        chance = self.chance
        row = self.patterns[chance.choice(self.keys)]
        row.pk = row.root_instance_id = new_id()
        row.tenant_id = chance.choice((self.readers[0].tenant_id,) * 4 + (uuid4(),))
        row.started_by = chance.choice((None, *NAMES))
        row.parent_id = chance.choice((None, None, uuid4()))
        row.state = chance.choice(STATES)
        row.ended_at = now() if row.state in STATES[2:] else None
        row.business_key = chance.choice((None, "A", "B"))
        row.started_at = now() - timedelta(minutes=chance.randrange(5))
        row.save(force_insert=True)
        for visit in range(chance.randrange(4)):
            self._add_task(row, visit)

    def _add_task(self, row: ProcessInstance, visit: int) -> None:
        chance, task = self.chance, self.pattern_of_task
        assert task is not None
        task.pk, task.visit = new_id(), visit
        task.process_instance_id = task.root_instance_id = row.pk
        task.tenant_id, task.definition_key = row.tenant_id, row.definition_key
        is_open = row.ended_at is None and chance.random() < 0.5
        task.state = "open" if is_open else "completed"
        task.assignee = chance.choice((None, None, *NAMES))
        task.completed_at = None if is_open else now()
        task.save(force_insert=True)
        groups = [f"group:{name}" for name in chance.sample(GROUPS, chance.randrange(3))]
        people = [f"user:{name}" for name in chance.sample(NAMES, chance.randrange(2))]
        for name in (*groups, *people):
            UserTaskCandidate.objects.create(
                user_task=task,
                candidate=name,
                tenant_id=row.tenant_id,
                root_instance_id=row.pk,
                process_instance_id=row.pk,
                offered=is_open and task.assignee is None,
                is_open=is_open,
                priority=50,
                created_at=now(),
            )

    def forget(self) -> None:
        """Delete what no process has made, which would not stand up to a check."""
        UserTask.objects.exclude(process_instance_id__in=self.real).delete()
        ProcessInstance.objects.exclude(id__in=self.real).delete()

    def visible(self, actor: Actor) -> list[ProcessInstance]:
        """Return what somebody may see, by looking at every instance; newest first."""
        keys = identity.allowed_keys(actor, Permission.READ_INSTANCES)
        return [
            row
            for row in ProcessInstance.objects.order_by("-id")
            if row.tenant_id == actor.tenant_id
            and (
                keys is None
                or row.definition_key in keys
                or row.started_by == actor.username
                or user_tasks.is_involved(row.id, actor=actor)
            )
        ]


@pytest.mark.parametrize(("seed", "is_in_parts"), [(0, True), (1, True), (2, False)])
def test_lists_hold_what_each_person_may_see_and_no_more(
    seed: int, is_in_parts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_in_parts:
        monkeypatch.setattr(user_tasks, "_MOST_PARTS", 0)
    world = World(seed)
    for actor in (*world.readers, builders.system()):
        seen = world.visible(actor)
        for filter_ in _filters(world):
            expected = [row.id for row in seen if _matches(row, filter_)]

            found = list(_pages(filter_, actor))

            assert [id_ for ids, _ in found for id_ in ids] == expected, (actor.username, filter_)
            assert {total for _, total in found} == {len(expected)}
    assert any(world.visible(actor) for actor in world.readers)
    world.forget()


def _filters(world: World) -> list[JsonObject]:
    key = world.keys[0]
    by_state: list[JsonObject] = [{"state": state} for state in STATES]
    return [
        {},
        *by_state,
        {"definition_key": key},
        {"definition_key": key, "state": "active"},
        {"business_key": "A"},
        {"started_by": "ann"},
    ]


def _matches(row: ProcessInstance, filter_: JsonObject) -> bool:
    return all(getattr(row, name) == value for name, value in filter_.items())


def _pages(filter_: JsonObject, actor: Actor) -> Iterator[tuple[list[UUID], int | None]]:
    cursor: str | None = None
    while True:
        search = SearchRequest(filter=filter_, limit=7, cursor=cursor, include_total=True)
        page = search_process_instances(search, actor=actor)
        yield [item.id for item in page.items], page.page.total
        cursor = page.page.next_cursor
        if cursor is None:
            return
