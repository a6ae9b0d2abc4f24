"""Sending a user task back: where the topology allows it, and where it is refused by name."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bpm.core.engine import (
    find_send_back_targets,
    list_earlier_user_tasks,
)
from bpm.core.engine.contracts import (
    ActivityEnded,
    ActivityOutcome,
    ArmTimer,
    CancelJob,
    CancelUserTask,
    CompleteCall,
    CompleteChild,
    CompleteUserTask,
    CreateUserTask,
    FireTimer,
    ReceiveMessage,
    SendBack,
    SendBackTarget,
    VisitCommand,
    WriteUserTask,
)
from bpm.core.engine.errors import UnknownVisitError
from bpm.core.values import Value
from tests.unit.core.engine.pasts import Past
from tests.unit.core.engine.walks import Walk, begin
from tests.unit.core.models import (
    END,
    START,
    boundary,
    call,
    catch,
    chain,
    element,
    flow,
    gateway,
    io,
    many,
    message,
    script,
    service,
    sub_process,
    timer,
    user_task,
)

ROOTS = '<bpmn:message id="letter"/>'
A_DAY = timedelta(days=1)
ONE, TWO = Decimal(1), Decimal(2)


class Story:
    """A walk whose visits are kept, each command an hour after the other."""

    def __init__(self, *parts: str, **variables: Value) -> None:
        self.walk: Walk = begin(*parts, roots=ROOTS, data=variables)
        self.past = Past()
        self._note()

    def _note(self) -> None:
        self.past.add(self.walk.outcome.effects, self.walk.context.now)
        now = self.walk.context.now + timedelta(hours=1)
        self.walk.context = replace(self.walk.context, now=now)

    def send(self, command: VisitCommand, at: datetime | None = None) -> None:
        self.walk.send(command, at)
        self._note()

    def finish(self, *activities: str, **variables: Value) -> None:
        for activity in activities:
            visit = self.walk.visit(activity)
            self.send(CompleteUserTask(visit=visit, variables=variables))

    def answer(self, activity: str) -> None:
        self.send(CompleteCall(visit=self.walk.visit(activity)))

    def receive(self, activity: str) -> None:
        self.send(ReceiveMessage(visit=self.walk.visit(activity)))

    def send_back(self, activity: str, to: str, assignee: str | None = None) -> None:
        visit = self.walk.visit(activity)
        self.send(SendBack(visit=visit, activity_id=to, assignee=assignee))

    def targets(self, activity: str) -> dict[str, str | None]:
        """Return what is in the way, by earlier user task."""
        return self.targets_at(self.walk.visit(activity))

    def targets_at(self, visit: int) -> dict[str, str | None]:
        found = self._find(visit)
        return {t.activity_id: None if t.problem is None else t.problem.code for t in found}

    def obstacle(self, activity: str, target: str) -> str | None:
        """Return the element that is in the way."""
        found = self._find(self.walk.visit(activity))
        problem = next(t.problem for t in found if t.activity_id == target)
        assert problem is not None
        assert problem.remedy
        return problem.element_id

    def _find(self, visit: int) -> tuple[SendBackTarget, ...]:
        walk = self.walk
        return find_send_back_targets(walk.process, walk.outcome.state, visit, self.past.visits)


def test_a_task_in_a_row_goes_back_to_each_earlier_one() -> None:
    story = Story(chain(START, user_task("a"), script("s", "1", "n"), user_task("b"), END))
    assert story.targets("a") == {}
    story.finish("a", text="kept")

    assert story.targets("b") == {"a": None}
    story.send_back("b", "a")

    assert story.walk.waiting() == ["a"]
    assert story.walk.variables == {"text": "kept", "n": 1}
    left = story.walk.the(CancelUserTask).visit
    assert (
        ActivityEnded(visit=left, outcome=ActivityOutcome.CANCELLED) in story.walk.outcome.effects
    )
    story.finish("a", "b")
    assert story.walk.outcome.is_completed


def test_who_did_it_holds_it_again_where_the_model_names_nobody() -> None:
    story = Story(chain(START, user_task("a", candidateGroups="staff"), user_task("b"), END))
    story.finish("a")
    story.send_back("b", "a", assignee="ann")
    assert story.walk.the(CreateUserTask).assignee == "ann"

    named = Story(chain(START, user_task("a", assignee="bob"), user_task("b"), END))
    named.finish("a")
    named.send_back("b", "a", assignee="ann")
    assert named.walk.the(CreateUserTask).assignee == "bob"


def test_timers_beside_the_left_task_go_and_those_of_the_entered_one_come() -> None:
    late = timer("timeDuration", "PT1H")
    story = Story(
        chain(START, user_task("a"), user_task("b"), END),
        boundary("late_a", "a", late),
        boundary("late_b", "b", late),
        flow("la", "late_a", "end"),
        flow("lb", "late_b", "end"),
    )
    story.finish("a")
    story.send_back("b", "a")

    assert story.walk.waiting() == ["a", "late_a"]
    assert story.walk.the(ArmTimer).activity_id == "late_a"
    assert len(story.walk.all(CancelJob)) == 1


def test_a_loop_is_walked_again() -> None:
    story = Story(
        chain(START, user_task("a"), user_task("b"), gateway("again", default="out"), flows="f"),
        END,
        flow("back", "again", "a", "more"),
        flow("out", "again", "end"),
    )
    story.finish("a", "b", more=True)
    assert story.targets("a") == {"b": None}
    story.finish("a")
    story.send_back("b", "a")
    story.finish("a", "b", more=False)
    assert story.walk.outcome.is_completed


def fork() -> str:
    """One, then two and three at once and joined, then four."""
    return (
        chain(START, user_task("one"), gateway("split", kind="parallelGateway"), user_task("two"))
        + chain(gateway("join", kind="parallelGateway"), user_task("four"), END, flows="g")
        + user_task("three")
        + user_task("check")
        + flow("h1", "split", "three")
        + flow("h2", "two", "check")
        + flow("h3", "check", "join")
        + flow("h4", "three", "join")
    )


def test_a_branch_does_not_go_back_before_the_branches_part() -> None:
    story = Story(fork())
    story.finish("one", "three")

    # The other branch waits at the gateway, or is still at its task.
    assert story.targets("two") == {"three": "send_back_parallel", "one": "send_back_parallel"}
    assert story.obstacle("two", "one") == "join"
    assert story.obstacle("two", "three") == "three"


def test_within_a_branch_it_goes_back_and_the_other_is_untouched() -> None:
    story = Story(fork())
    story.finish("one", "two")

    assert story.targets("check") == {"two": None, "one": "send_back_parallel"}
    assert story.obstacle("check", "one") == "three"
    story.send_back("check", "two")
    assert story.walk.waiting() == ["three", "two"]
    story.finish("three", "two", "check", "four")
    assert story.walk.outcome.is_completed


def test_behind_the_join_it_goes_back_before_the_parting_not_into_a_branch() -> None:
    story = Story(fork())
    story.finish("one", "two", "three", "check")

    assert story.targets("four") == {
        "check": "send_back_parallel",
        "three": "send_back_parallel",
        "two": "send_back_parallel",
        "one": None,
    }
    assert story.obstacle("four", "two") == "join"
    story.send_back("four", "one")
    story.finish("one", "two", "three", "check", "four")
    assert story.walk.outcome.is_completed


@pytest.mark.parametrize(
    "effect",
    [service("out"), call("out"), catch("out", message("letter"))],
    ids=["service", "call", "message"],
)
def test_what_reached_outside_does_not_happen_twice(effect: str) -> None:
    story = Story(chain(START, user_task("a"), user_task("b"), effect, user_task("c"), END))
    story.finish("a", "b")
    assert story.walk.waiting() == ["out"]
    if "intermediateCatchEvent" in effect:
        story.receive("out")
    elif "serviceTask" in effect:
        story.answer("out")
    else:
        story.send(CompleteChild(visit=story.walk.visit("out")))

    assert set(story.targets("c").values()) == {"send_back_side_effects"}
    assert story.obstacle("c", "b") == "out"


def test_what_reached_outside_before_is_not_in_the_way() -> None:
    story = Story(chain(START, service("out"), user_task("a"), user_task("b"), END))
    story.answer("out")
    story.finish("a")
    assert story.targets("b") == {"a": None}


def test_a_sub_process_between_counts_with_what_happened_inside() -> None:
    inside = chain(element("startEvent", "s"), service("out"), element("endEvent", "e"), flows="i")
    story = Story(chain(START, user_task("a"), sub_process("sub", inside), user_task("b"), END))
    story.finish("a")
    story.answer("out")
    assert story.obstacle("b", "a") == "out"


def inner(*names: str) -> str:
    return chain(
        element("startEvent", "s"), *map(user_task, names), element("endEvent", "e"), flows="i"
    )


def test_neither_into_nor_out_of_a_sub_process() -> None:
    sub = sub_process("sub", inner("x", "y"))
    story = Story(chain(START, user_task("a"), sub, user_task("b"), END))
    story.finish("a", "x")
    assert story.targets("y") == {"x": None, "a": "send_back_other_scope"}
    story.send_back("y", "x")
    story.finish("x", "y")
    assert story.targets("b") == {
        "y": "send_back_other_scope",
        "x": "send_back_other_scope",
        "a": None,
    }
    story.send_back("b", "a")
    assert story.walk.waiting() == ["a"]


def test_not_into_an_earlier_round_of_a_sub_process() -> None:
    story = Story(
        chain(
            START,
            sub_process("sub", inner("x", "y"), settings=io("n=1")),
            gateway("again", default="out"),
            flows="f",
        ),
        END,
        flow("back", "again", "sub", "more"),
        flow("out", "again", "end"),
    )
    story.finish("x", "y", more=True)
    assert story.targets("x") == {"y": "send_back_other_scope"}


def test_several_people_are_not_sent_back() -> None:
    marker = many(collection='=["ann", "bob"]', elementVariable="who")
    votes = element("userTask", "vote", marker)
    story = Story(chain(START, user_task("a"), votes, user_task("b"), END))
    story.finish("a")
    visits = [x.visit for x in story.walk.open()]
    for visit in visits:
        assert story.targets_at(visit) == {"a": "send_back_multi_instance"}
    for visit in visits:
        story.send(CompleteUserTask(visit=visit))

    assert story.targets("b") == {"vote": "send_back_multi_instance", "a": None}
    story.send_back("b", "a")
    story.finish("a")
    assert story.walk.waiting() == ["vote", "vote"]


def test_an_instance_of_a_repeated_sub_process_goes_back_alone() -> None:
    marker = many(collection='=["ann", "bob"]', elementVariable="who")
    sub = element("subProcess", "sub", marker + inner("x", "y"))
    story = Story(chain(START, sub, END))
    first, second = (x.visit for x in story.walk.open())
    story.send(CompleteUserTask(visit=first))
    story.send(CompleteUserTask(visit=second))
    mine, other = (x.visit for x in story.walk.open())

    assert story.targets_at(mine) == {"x": None}
    assert story.targets_at(other) == {"x": None}
    story.send(SendBack(visit=other, activity_id="x"))
    assert story.walk.waiting() == ["y", "x"]


def test_beside_a_task_that_goes_on_nothing_goes_back_before_it() -> None:
    story = Story(
        chain(START, user_task("a"), user_task("b"), END),
        boundary("late", "b", timer("timeDuration", "PT1H"), cancelActivity="false"),
        user_task("remind"),
        flow("l1", "late", "remind"),
        flow("l2", "remind", "end"),
    )
    story.finish("a")
    story.send(FireTimer(visit=story.walk.visit("late")), story.walk.context.now + A_DAY)
    assert story.targets("remind") == {"a": "send_back_parallel"}
    assert story.targets("b") == {"a": "send_back_parallel"}
    assert story.obstacle("b", "a") == "remind"


def test_a_reminder_that_went_out_is_not_in_the_way() -> None:
    story = Story(
        chain(START, user_task("a"), user_task("b"), END),
        boundary("late_a", "a", timer("timeDuration", "PT1H"), cancelActivity="false"),
        boundary("late_b", "b", timer("timeDuration", "PT1H"), cancelActivity="false"),
        service("mail"),
        flow("l1", "late_a", "mail"),
        flow("l2", "late_b", "mail"),
    )
    for activity in ("a", "b"):
        due = story.walk.context.now + A_DAY
        story.send(FireTimer(visit=story.walk.visit(f"late_{activity}")), due)
        assert story.targets(activity) in ({}, {"a": "send_back_parallel"})
        story.answer("mail")
        if activity == "a":
            story.finish("a")
    assert story.targets("b") == {"a": None}


def test_what_the_model_alone_allows() -> None:
    process = Story(fork()).walk.process
    assert list_earlier_user_tasks(process, "one") == frozenset()
    assert list_earlier_user_tasks(process, "check") == {"one", "two"}
    assert list_earlier_user_tasks(process, "four") == {"one"}
    assert list_earlier_user_tasks(process, "join") == frozenset()
    assert list_earlier_user_tasks(process, "nothing") == frozenset()


def test_only_a_waiting_user_task_is_sent_back_to_a_user_task_of_its_graph() -> None:
    story = Story(chain(START, user_task("a"), script("s", "1", "n"), user_task("b"), END))
    for visit, activity in ((99, "a"), (story.walk.visit("a"), "s"), (1, "a")):
        with pytest.raises(UnknownVisitError):
            story.walk.send(SendBack(visit=visit, activity_id=activity))


def test_variables_are_written_as_the_task_sees_them() -> None:
    story = Story(chain(START, user_task("a", io("local==1")), END), wide=ONE)
    visit = story.walk.visit("a")
    story.walk.send(WriteUserTask(visit=visit, variables={"local": ONE, "wide": TWO, "fresh": TWO}))
    assert story.walk.waiting() == ["a"]
    assert story.walk.variables == {"wide": TWO, "fresh": TWO}
