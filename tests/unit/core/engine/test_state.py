"""The saved state: small, checked, by reference to the definition."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from bpm.core.engine import STATE_FORMAT, advance, compile_process, inspect, start
from bpm.core.engine.contracts import CompleteUserTask, StartProcess
from bpm.core.engine.errors import UnreadableStateError
from bpm.core.engine.spiff import SUPPORTED_RELEASE, require_release
from bpm.core.engine.spiff.journal import Journal
from bpm.core.engine.spiff.run import Run
from bpm.core.engine.spiff.scopes import Scope, ScopeStore, TaskData
from bpm.core.engine.spiff.state import COMPRESS_ABOVE_BYTES, decode_state, encode_state
from bpm.core.values import Value
from tests.unit.core.engine.blocks import Fork, Step
from tests.unit.core.engine.nets import make_net
from tests.unit.core.engine.walks import CONTEXT, begin
from tests.unit.core.models import END, START, chain, model, script, user_task

ONE = Decimal(1)
WAITING = chain(START, user_task("ask"), END)


def test_the_state_is_small_and_holds_neither_variables_nor_names_of_them() -> None:
    walk = begin(WAITING, secret="x" * 10_000)

    assert len(walk.outcome.state.tokens) <= 40
    assert b"secret" not in walk.outcome.state.tokens


def test_the_layout_is_fixed() -> None:
    walk = begin(WAITING)

    decoded = msgspec.msgpack.decode(walk.outcome.state.tokens)

    assert decoded == [STATE_FORMAT, 3, [[0, "p", 0, [[2, "ask", 32, 0, 0, {"w": "u"}, "f1"]]]], []]


@pytest.mark.parametrize(
    "tokens",
    [
        b"",
        b"\x00",
        b"\x94\x01",
        b"\x28\xb5\x2f\xfd damaged",
        msgspec.msgpack.encode([1, 3, [[0, "p", 0, [[2, "gone", 32]]]], []]),
        msgspec.msgpack.encode([1, 3, [[0, "p", 0, [[2, "ask", 32, 9]]]], []]),
        msgspec.msgpack.encode([1, 3, [[0, "p", 0, [[2, "ask", "x"]]]], []]),
        msgspec.msgpack.encode([1, 3, [[0, "p", 0, [[2, "ask", 32, 0, 5]]]], []]),
        msgspec.msgpack.encode({"a": 1}),
    ],
)
def test_a_damaged_state_is_refused(tokens: bytes) -> None:
    walk = begin(WAITING)

    with pytest.raises(UnreadableStateError):
        inspect(walk.process, replace(walk.outcome.state, tokens=tokens))


def test_another_format_is_refused() -> None:
    walk = begin(WAITING)

    with pytest.raises(UnreadableStateError, match="Format 99"):
        inspect(walk.process, replace(walk.outcome.state, state_format=99))


def test_a_state_survives_reordering_and_growth_of_the_model() -> None:
    walk = begin(WAITING)
    grown = compile_process(model(END, user_task("ask"), user_task("new"), START, flow_xml()), "p")

    assert inspect(grown, walk.outcome.state)[0].activity_id == "ask"


def flow_xml() -> str:
    pairs = [("f1", "start", "ask"), ("f2", "ask", "new"), ("f3", "new", "end")]
    flows = (
        f'<bpmn:sequenceFlow id="{id_}" sourceRef="{a}" targetRef="{b}"/>' for id_, a, b in pairs
    )
    return "".join(flows)


def test_a_large_state_is_compressed_and_read_again() -> None:
    net = make_net(Fork([Step("user")] * 400))
    run = Run(net.process.spec, CONTEXT, {})
    run.plant_token()
    run.go()

    state = encode_state(run)

    assert state.tokens.startswith(b"\x28\xb5\x2f\xfd")
    assert len(state.tokens) < COMPRESS_ABOVE_BYTES * 2
    assert len(inspect(net.process, state)) == 400
    assert encode_state(decode_state(net.process.spec, state, CONTEXT)) == state


def test_two_instances_of_one_process_do_not_meet() -> None:
    first = begin(WAITING)
    second = type(first)(first.process, first.outcome)

    first.complete(2, who="first")
    second.complete(2, who="second")

    assert (first.variables["who"], second.variables["who"]) == ("first", "second")


def test_only_the_release_it_was_built_on_is_accepted() -> None:
    require_release(SUPPORTED_RELEASE)
    with pytest.raises(ImportError, match=r"3\.3\.0"):
        require_release("3.3.0")


def store_with_scopes() -> tuple[Journal, ScopeStore]:
    journal = Journal()
    store = ScopeStore(journal, {"a": Decimal(1), "b": Decimal(1)})
    store.restore(5, 0, {"b": Decimal(2)}, keeps_new=False)
    store.restore(7, 5, {}, keeps_new=True)
    return journal, store


def test_a_write_goes_to_the_nearest_scope_that_holds_the_name() -> None:
    _, store = store_with_scopes()
    inner = store.scopes[7]

    for name in ("a", "b", "c"):
        store.write(inner, name, Decimal(9))

    assert store.scopes[0].values == {"a": Decimal(9), "b": Decimal(1)}
    assert store.scopes[5].values == {"b": Decimal(9)}
    assert store.scopes[7].values == {"c": Decimal(9)}
    assert [(change.scope, change.name, change.is_new) for change in store.changes()] == [
        (0, "a", False),
        (5, "b", False),
        (7, "c", True),
    ]


def test_a_new_name_goes_to_the_instance_where_no_scope_keeps_it() -> None:
    _, store = store_with_scopes()

    store.write(store.scopes[5], "c", None)

    assert store.instance.lookup("c") is None


def test_unwinding_puts_scopes_back_and_leaves_no_change() -> None:
    journal, store = store_with_scopes()
    store.write(store.scopes[7], "a", Decimal(3))
    store.write(store.scopes[7], "c", Decimal(3))
    store.write(store.scopes[7], "c", Decimal(4))

    journal.unwind()

    assert store.instance.values == {"a": Decimal(1), "b": Decimal(1)}
    assert store.scopes[7].values == {}
    assert store.changes() == ()


def test_task_data_reads_and_writes_the_scope_but_lists_nothing() -> None:
    _, store = store_with_scopes()
    data = TaskData(store, store.scopes[7])

    data["a"] = Decimal(5)

    assert data["a"] == Decimal(5)
    assert "b" in data
    assert "z" not in data
    assert (list(data), len(data), dict(data)) == ([], 0, {})
    with pytest.raises(KeyError):
        data["z"]
    with pytest.raises(KeyError):
        del data["a"]


def test_scopes_are_saved_with_their_parents() -> None:
    walk = begin(WAITING)
    run = decode_state(walk.process.spec, walk.outcome.state, CONTEXT)
    run.scopes.restore(2, 0, {"local": Decimal(1)}, keeps_new=True)
    run.workflow.tasks[2].scope = run.scopes.scopes[2]

    state = encode_state(run)
    again = decode_state(walk.process.spec, state, CONTEXT)

    scope = again.workflow.tasks[2].scope
    assert isinstance(scope, Scope)
    assert (scope.id, scope.keeps_new, scope.values) == (2, True, {"local": Decimal(1)})
    assert scope.parent is again.scopes.instance
    assert encode_state(again) == state


def test_threads_share_one_process() -> None:
    process = begin(chain(START, script("s", "n + 1", "n"), user_task("ask"), END), n=ONE).process

    def run(number: int) -> Value:
        outcome = start(process, StartProcess(variables={"n": Decimal(number)}), CONTEXT)
        command = CompleteUserTask(visit=3)
        return advance(process, outcome.state, command, CONTEXT).state.scopes[0]["n"]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, range(200)))

    assert results == [Decimal(number + 1) for number in range(200)]
