"""Statements that are sent together with their commit."""

from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import DataError, OperationalError, connection, connections, transaction

from bpm.base.pipelining import pipelined
from bpm.base.transactions import DatabaseAwayError, command

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    execute("CREATE TABLE pipelined (n int, text text)")
    yield
    execute("DROP TABLE pipelined")


def execute(sql: str, *parameters: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def insert(*numbers: int, text: str = "") -> None:
    for number in numbers:
        execute("INSERT INTO pipelined VALUES (%s, %s)", number, text)


def stored() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM pipelined ORDER BY n")
        return [number for (number,) in cursor.fetchall()]


def seen_by_others(sql: str, *parameters: str | int) -> list[tuple[object, ...]]:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
    finally:
        other.close()


def state_of(backend: int) -> object:
    ((state,),) = seen_by_others("SELECT state FROM pg_stat_activity WHERE pid = %s", backend)
    return state


def test_nothing_is_sent_before_the_commit() -> None:
    backend = connection.connection.info.backend_pid
    with transaction.atomic(durable=True):
        with pipelined(until_commit=True):
            insert(1, 2)
        while_open = state_of(backend)

    assert while_open == "idle"
    assert seen_by_others("SELECT n FROM pipelined ORDER BY n") == [(1,), (2,)]


@pytest.mark.parametrize("until_commit", [False, True])
def test_a_fault_undoes_everything_and_the_connection_goes_on(until_commit: bool) -> None:
    @command
    def fail() -> None:
        insert(1)
        with pipelined(until_commit=until_commit):
            insert(2)
            execute("SELECT 1 / %s", 0)
            insert(3)

    for _ in range(3):
        with pytest.raises(DataError):
            fail()

        assert stored() == []


def test_a_fault_shows_at_the_end_of_what_does_not_wait_for_the_commit() -> None:
    with transaction.atomic(durable=True):
        with pytest.raises(DataError), pipelined():
            execute("SELECT 1 / %s", 0)
        transaction.set_rollback(True)

    assert stored() == []


@pytest.mark.parametrize("until_commit", [False, True])
def test_an_error_of_ours_undoes_everything(until_commit: bool) -> None:
    @command
    def fail() -> None:
        with pipelined(until_commit=until_commit):
            insert(1)
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert stored() == []


def test_what_is_asked_within_is_answered_and_committed() -> None:
    with transaction.atomic(durable=True), pipelined(until_commit=True):
        insert(1)
        first = stored()
        insert(2)
        second = stored()

    assert (first, second, stored()) == ([1], [1, 2], [1, 2])


def test_more_than_any_buffer_holds_arrives() -> None:
    with transaction.atomic(durable=True), pipelined(until_commit=True):
        insert(*range(200), text="x" * 100_000)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(length(text)) FROM pipelined")
        assert cursor.fetchone() == (200, 20_000_000)


def test_within_a_transaction_that_goes_on_everything_is_known_at_the_end() -> None:
    with transaction.atomic():
        with transaction.atomic(), pipelined(until_commit=True):
            insert(1)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE pipelined SET n = 2")
            assert cursor.rowcount == 1

    assert stored() == [2]


def test_one_within_another_is_part_of_it() -> None:
    with transaction.atomic(durable=True), pipelined(until_commit=True):
        with pipelined():
            insert(1)
        insert(2)

    assert stored() == [1, 2]


def test_after_the_commit_answers_are_waited_for() -> None:
    heard = []
    with transaction.atomic(durable=True), pipelined(until_commit=True):
        insert(1)
        transaction.on_commit(lambda: heard.append(stored()))

    with connection.cursor() as cursor:
        cursor.execute("UPDATE pipelined SET n = 2")
        assert cursor.rowcount == 1
    assert heard == [[1]]


def test_a_broken_connection_is_told_as_one_and_nothing_is_kept() -> None:
    @command
    def write() -> None:
        with pipelined(until_commit=True):
            insert(1)
            seen_by_others(
                "SELECT pg_terminate_backend(%s, 5000)", connection.connection.info.backend_pid
            )

    with pytest.raises(DatabaseAwayError):
        write()

    connection.close_if_unusable_or_obsolete()
    assert stored() == []


def test_who_is_interrupted_hears_of_that_and_the_connection_is_given_up() -> None:
    before = connection.connection
    with (
        mock.patch.object(type(connection.connection), "commit", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
        transaction.atomic(durable=True),
        pipelined(until_commit=True),
    ):
        insert(1)

    assert connection.connection is not before
    assert stored() == []


def test_a_broken_connection_is_djangos_error_wherever_it_shows() -> None:
    connection.ensure_connection()
    seen_by_others("SELECT pg_terminate_backend(%s, 5000)", connection.connection.info.backend_pid)

    for _ in range(2):
        with pytest.raises(OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    connection.close_if_unusable_or_obsolete()
    assert stored() == []


def test_what_was_kept_and_is_undone_goes_wrong_for_nobody() -> None:
    @command
    def fail() -> None:
        with pipelined(until_commit=True):
            execute("SELECT 1 / %s", 0)
        raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            fail()

        assert stored() == []
