"""Commands: whole or nothing, tried again where the database asks for it, once for each key."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from uuid import UUID

import pytest
from django.db import DatabaseError, InternalError, OperationalError, connection, connections
from psycopg import errors as pg

from bpm.base import clock, idempotency
from bpm.base.after_commit import after_commit
from bpm.base.idempotency import (
    IdempotencyKeyReusedError,
    RequestInProgressError,
    RequestKey,
    answer_once,
)
from bpm.base.ids import new_id
from bpm.base.models import IdempotencyKey
from bpm.base.transactions import DatabaseAwayError, DatabaseBusyError, command
from bpm.core.errors import ConflictError
from bpm.identity.contracts import GroupView
from bpm.identity.models import Tenant

ACTOR = UUID("01900000-0000-7000-8000-000000000001")


def key(text: str = "k", digest: bytes = b"d") -> RequestKey:
    return RequestKey(actor_id=ACTOR, key=text, request_digest=digest)


def view(name: str = "made") -> GroupView:
    return GroupView(name=name, display_name=name, members=1)


@command
def once(request: RequestKey, name: str = "made") -> GroupView:
    return answer_once(request, view=GroupView, status=201, run=lambda: view(name))


@pytest.mark.django_db(transaction=True)
def test_a_command_that_fails_leaves_nothing() -> None:
    told: list[str] = []

    @command
    def fail() -> None:
        Tenant.objects.create(id=new_id(), name="half")
        after_commit(lambda: told.append("committed"))
        raise ConflictError

    with pytest.raises(ConflictError):
        fail()

    assert not Tenant.objects.filter(name="half").exists()
    assert told == []


@pytest.mark.django_db(transaction=True)
def test_what_follows_a_commit_may_fail_without_harm() -> None:
    told: list[str] = []

    def fail() -> None:
        raise ConflictError

    @command
    def succeed() -> None:
        after_commit(lambda: told.append("first"))
        after_commit(fail)
        after_commit(lambda: told.append("last"))

    succeed()

    assert told == ["first", "last"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [pg.SerializationFailure, pg.DeadlockDetected])
def test_a_collision_runs_the_command_again(kind: type[pg.Error]) -> None:
    attempts: list[int] = []

    @command
    def collide() -> str:
        Tenant.objects.create(id=new_id(), name=f"try-{len(attempts)}")
        attempts.append(1)
        if len(attempts) < 3:
            raise OperationalError from kind()
        return "done"

    assert collide() == "done"
    assert list(Tenant.objects.values_list("name", flat=True)) == ["try-2"]


@pytest.mark.django_db(transaction=True)
def test_a_collision_that_does_not_end_is_told() -> None:
    attempts: list[int] = []

    @command
    def collide() -> None:
        attempts.append(1)
        raise OperationalError from pg.DeadlockDetected()

    with pytest.raises(DatabaseBusyError):
        collide()

    assert len(attempts) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("wrapped", "kind"),
    [
        (OperationalError, pg.DiskFull),
        (OperationalError, pg.OutOfMemory),
        (OperationalError, pg.TooManyConnections),
        (InternalError, pg.ReadOnlySqlTransaction),
    ],
)
def test_a_database_that_cannot_write_is_told_and_nothing_is_stored(
    wrapped: type[DatabaseError], kind: type[pg.Error]
) -> None:
    @command
    def write() -> None:
        Tenant.objects.create(id=new_id(), name="half")
        raise wrapped from kind()

    with pytest.raises(DatabaseAwayError):
        write()

    assert not Tenant.objects.filter(name="half").exists()


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_is_not_given_in_time_is_told() -> None:
    tenant = Tenant.objects.create(id=new_id(), name="locked")
    held, done = Event(), Event()

    def hold() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM tenant WHERE id = %s FOR UPDATE", [tenant.pk])
                held.set()
                done.wait(10)
                cursor.execute("ROLLBACK")
        finally:
            connections.close_all()

    @command
    def want() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            cursor.execute("SELECT 1 FROM tenant WHERE id = %s FOR UPDATE", [tenant.pk])

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert held.wait(10)
        with pytest.raises(DatabaseBusyError):
            want()
        done.set()
        holding.result()


@pytest.mark.django_db(transaction=True)
def test_the_clock_follows_the_database() -> None:
    @command
    def nothing() -> None:
        return None

    clock._clock.set_reading(clock.now() + timedelta(hours=5), read_at=-1e6)
    assert clock.is_stale()

    nothing()

    assert not clock.is_stale()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (told,) = cursor.fetchone()
    assert abs(told - clock.now()) < timedelta(seconds=1)


@pytest.mark.django_db
def test_the_first_answer_is_given_again() -> None:
    first = once(key(), "first")

    assert once(key(), "second") == first
    assert IdempotencyKey.objects.count() == 1
    with pytest.raises(IdempotencyKeyReusedError):
        once(key(digest=b"other"))


@pytest.mark.django_db
def test_an_answer_is_forgotten_after_a_day() -> None:
    once(key(), "first")

    with clock.frozen(clock.now() + timedelta(hours=24, seconds=1)):
        assert once(key(digest=b"other"), "second").name == "second"
        assert idempotency.delete_expired_answers() == 0
    with clock.frozen(clock.now() + timedelta(hours=49)):
        assert idempotency.delete_expired_answers() == 1


@pytest.mark.django_db(transaction=True)
def test_an_equal_request_at_the_same_moment_is_told_to_wait() -> None:
    barrier = Barrier(2)
    inside, leave = Event(), Event()

    @command
    def slow() -> GroupView:
        def run() -> GroupView:
            inside.set()
            leave.wait(10)
            return view("slow")

        return answer_once(key(), view=GroupView, status=201, run=run)

    def first() -> GroupView:
        try:
            barrier.wait()
            return slow()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        barrier.wait()
        assert inside.wait(10)
        with pytest.raises(RequestInProgressError):
            once(key(), "second")
        leave.set()
        assert running.result().name == "slow"
    assert once(key(), "third").name == "slow"
