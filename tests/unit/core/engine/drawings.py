"""Blocks drawn as BPMN."""

from dataclasses import dataclass, field
from itertools import pairwise

from tests.unit.core.engine.blocks import (
    WAITING,
    Block,
    Broken,
    Choice,
    Fork,
    Guarded,
    Loop,
    Many,
    Pick,
    Row,
    Step,
    Sub,
)
from tests.unit.core.models import (
    boundary,
    call,
    catch,
    element,
    error_end,
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


@dataclass
class Drawing:
    """XML under construction: nodes and flows, each with the next free number."""

    parts: list[str] = field(default_factory=list)
    count: int = 0
    counters: set[str] = field(default_factory=set)

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def counter(self, kind: str) -> str:
        name = self.name(kind)
        self.counters.add(name)
        return name

    def join(self, source: str, target: str, condition: str | None = None) -> str:
        id_ = self.name("f")
        self.parts.append(flow(id_, source, target, condition))
        return id_

    def draw(self, block: Block) -> tuple[str, str]:
        """Draw a block; return the ids of its first and last node."""
        drawer = getattr(self, f"_draw_{type(block).__name__.lower()}")
        ends: tuple[str, str] = drawer(block)
        return ends

    def _draw_row(self, row: Row) -> tuple[str, str]:
        ends = [self.draw(part) for part in row.parts]
        for (_, left), (right, _) in pairwise(ends):
            self.join(left, right)
        return ends[0][0], ends[-1][1]

    def _draw_step(self, step: Step) -> tuple[str, str]:
        id_ = self.name(step.kind)
        if step.kind == "script":
            name = self.counter("n")
            self.parts.append(script(id_, f"{name} + 1", name, step.settings))
        elif step.kind == "user":
            self.parts.append(user_task(id_, step.settings, candidateGroups="clerks"))
        elif step.kind in WAITING:
            self.parts.append(self._draw_waiting(id_, step.kind))
        else:
            tag = "task" if step.kind == "none" else "manualTask"
            self.parts.append(element(tag, id_, settings=step.settings))
        return id_, id_

    def _draw_waiting(self, id_: str, kind: str) -> str:
        name = self.counter("n")
        match kind:
            case "wait":
                return catch(id_, timer("timeDuration", "PT1H"))
            case "message":
                return catch(id_, message("letter"), io(outputs=f"{name}==choice + 1"))
            case "service":
                return service(id_, "a==choice", resultVariable=name)
            case _:
                return call(id_, settings=io("a==choice", f"{name}==a + other"))

    def _draw_guarded(self, guarded: Guarded) -> tuple[str, str]:
        id_, edge, late, merge = map(self.name, ("guarded", "edge", "late", "merge"))
        trigger = {
            "timer": timer("timeDuration", "PT1H"),
            "cycle": timer("timeCycle", "R2/PT1H"),
            "message": message("letter"),
        }[guarded.trigger]
        cancel = str(guarded.is_interrupting).lower()
        self.parts += [
            sub_process(id_, self.inside(guarded.part)),
            boundary(edge, id_, trigger, cancelActivity=cancel),
            user_task(late),
            gateway(merge),
        ]
        self.join(edge, late)
        self.join(id_, merge)
        if guarded.is_interrupting:
            self.join(late, merge)
        return id_, merge

    def _draw_choice(self, choice: Choice) -> tuple[str, str]:
        split, merge = self.name("split"), self.name("merge")
        default = None
        for position, part in enumerate(choice.parts):
            first, last = self.draw(part)
            is_last = position == len(choice.parts) - 1
            if is_last and choice.has_default:
                default = self.join(split, first)
            else:
                self.join(split, first, "true" if is_last else f"choice = {position}")
            self.join(last, merge)
        self.parts += [gateway(split, default, settings=choice.settings), gateway(merge)]
        return split, merge

    def _draw_loop(self, loop: Loop) -> tuple[str, str]:
        counter = self.counter("turn")
        first, last = self.draw(loop.part)
        merge, count, again, done = map(self.name, ("merge", "count", "again", "done"))
        self.join(merge, first)
        self.join(last, count)
        self.join(count, again)
        is_more = f"modulo({counter}, {loop.turns}) > 0" if loop.turns > 1 else "false"
        self.join(again, merge, is_more)
        default = self.join(again, done)
        self.parts += [
            script(count, f"{counter} + 1", counter),
            gateway(again, default),
            gateway(merge),
            element("task", done),
        ]
        return merge, done

    def _draw_fork(self, fork: Fork) -> tuple[str, str]:
        split, join = self.name("fork"), self.name("join")
        for part in fork.parts:
            first, last = self.draw(part)
            self.join(split, first)
            self.join(last, join)
        self.parts += [gateway(id_, kind="parallelGateway") for id_ in (split, join)]
        return split, join

    def _draw_pick(self, pick: Pick) -> tuple[str, str]:
        split, join = self.name("pick"), self.name("gather")
        default = None
        for position, part in enumerate(pick.parts):
            first, last = self.draw(part)
            is_last = position == len(pick.parts) - 1
            if is_last and pick.has_default:
                default = self.join(split, first)
            else:
                self.join(split, first, "true" if is_last else f"choice <= {position}")
            self.join(last, join)
        self.parts.append(gateway(split, default, kind="inclusiveGateway"))
        self.parts.append(gateway(join, kind="inclusiveGateway"))
        return split, join

    def inside(self, block: Block) -> str:
        """Draw a block as the whole of a sub-process."""
        around, self.parts = self.parts, []
        start, end = self.name("start"), self.name("end")
        first, last = self.draw(block)
        self.join(start, first)
        self.join(last, end)
        self.parts += [element("startEvent", start), element("endEvent", end)]
        drawn, self.parts = "".join(self.parts), around
        return drawn

    def _draw_sub(self, sub: Sub) -> tuple[str, str]:
        id_, name = self.name("sub"), self.counter("out")
        inside = self.inside(sub.part)
        settings = io("local==choice", f"{name}==local + 1") if sub.has_mappings else ""
        self.parts.append(sub_process(id_, inside, settings=settings))
        return id_, id_

    def _draw_many(self, loop: Many) -> tuple[str, str]:
        id_, name = self.name("many"), self.name("results")
        items = ", ".join(str(number) for number in range(loop.count))
        until = f"nrOfCompletedInstances >= {loop.enough}" if loop.enough else ""
        marker = many(
            sequential=loop.is_sequential,
            until=until,
            collection=f"=[{items}]",
            elementVariable="item",
            outputCollection=name,
            outputElement="=item + nrOfInstances + loopCounter",
        )
        known = set(self.counters)
        inside = self.inside(loop.part)
        # Each instance counts by itself, or the order in which they run would show.
        own = io("; ".join(f"{counter}==0" for counter in sorted(self.counters - known)))
        self.parts.append(sub_process(id_, marker, inside, settings=own))
        return id_, id_

    def _draw_broken(self, broken: Broken) -> tuple[str, str]:
        id_ = self.name("broken")
        around, self.parts = self.parts, []
        start, split = self.name("start"), self.name("fork")
        self.parts.append(element("startEvent", start))
        self.parts.append(gateway(split, kind="parallelGateway"))
        self.join(start, split)
        for position, part in enumerate(broken.parts):
            first, last = self.draw(part)
            end = self.name("end")
            self.join(split, first)
            self.join(last, end)
            if position:
                self.parts.append(element("endEvent", end))
            elif broken.throws:
                self.parts.append(error_end(end, "oops"))
            else:
                self.parts.append(element("endEvent", end, "<bpmn:terminateEventDefinition/>"))
        drawn, self.parts = "".join(self.parts), around
        self.parts.append(sub_process(id_, drawn))
        caught, merge = self.name("caught"), self.name("merge")
        self.parts.append(boundary(caught, id_, '<bpmn:errorEventDefinition errorRef="oops"/>'))
        self.parts.append(gateway(merge))
        self.join(id_, merge)
        self.join(caught, merge)
        return id_, merge
