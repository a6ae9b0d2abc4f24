"""Questions about the graph of a process or sub-process, without looking at tokens."""

from collections.abc import Iterable, Iterator, Mapping

from bpm.core.engine.spiff.specs.base import EngineSpec
from bpm.core.engine.spiff.specs.containers import EngineSubProcess
from bpm.core.engine.spiff.specs.loops import EngineMultiInstance
from bpm.core.engine.spiff.specs.process import EngineProcessSpec


def successors(graph: EngineProcessSpec, name: str) -> list[str]:
    """Return what a token may stand at next: behind a flow, or at an event beside."""
    spec = graph.task_specs[name]
    return [*_in_stead(spec), *_beside(spec)]


def _in_stead(spec: EngineSpec) -> list[str]:
    events = (event.name for event in spec.boundaries if event.is_interrupting)
    return [*(flow.target.name for flow in spec.flows), *events]


def _beside(spec: EngineSpec) -> list[str]:
    return [event.name for event in spec.boundaries if not event.is_interrupting]


def reach_forward(
    graph: EngineProcessSpec, names: Iterable[str], *, barrier: str, beside: bool = True
) -> set[str]:
    """Return what tokens behind these elements may come to.

    Args:
        graph: Where.
        names: From where; found only where a path leads back.
        barrier: Found itself, but not what is behind it.
        beside: Whether to follow what happens beside an activity that goes on, that at the
            barrier included.
    """
    waiting, seen = list(names), set[str]()
    while waiting:
        spec = graph.task_specs[waiting.pop()]
        following = _in_stead(spec) if spec.name != barrier else []
        following += _beside(spec) if beside else []
        waiting += (name for name in following if name not in seen)
        seen.update(following)
    return seen


def reach_backward(graph: EngineProcessSpec, name: str) -> set[str]:
    """Return the elements from which a path leads to one; itself only where one leads back."""
    before: dict[str, list[str]] = {}
    for spec in elements_of(graph):
        for following in successors(graph, spec.name):
            before.setdefault(following, []).append(spec.name)
    waiting, seen = [name], set[str]()
    while waiting:
        for earlier in before.get(waiting.pop(), ()):
            if earlier not in seen:
                seen.add(earlier)
                waiting.append(earlier)
    return seen


def elements_of(graph: EngineProcessSpec) -> Iterator[EngineSpec]:
    """Yield what tokens can stand at: neither the hidden start nor what a body repeats."""
    for spec in graph.task_specs.values():
        if isinstance(spec, EngineSpec) and spec.is_visible and spec.loop is None:
            yield spec


def inside_of(spec: EngineSpec) -> EngineProcessSpec | None:
    """Return the graph inside a sub-process, repeated or not; None for all other elements."""
    inner = spec.inner if isinstance(spec, EngineMultiInstance) else spec
    return inner.inside if isinstance(inner, EngineSubProcess) else None


def chosen_in(graph: EngineProcessSpec) -> Iterator[str]:
    """Yield the ad-hoc sub-processes, however deep, in which people choose what begins."""
    for spec in elements_of(graph):
        inside = inside_of(spec)
        if inside is not None:
            yield from (spec.activity_id,) if inside.is_chosen else ()
            yield from chosen_in(inside)


def find_graph(graph: EngineProcessSpec, activity_id: str) -> EngineProcessSpec | None:
    """Return the graph, this one or one inside it, that holds an element."""
    if activity_id in graph.task_specs:
        return graph
    for spec in elements_of(graph):
        inside = inside_of(spec)
        found = None if inside is None else find_graph(inside, activity_id)
        if found is not None:
            return found
    return None


def all_inside(graph: EngineProcessSpec, names: Iterable[str]) -> Mapping[str, EngineSpec]:
    """Return these elements with all inside them, by id; of a repeated one, what it repeats."""
    found: dict[str, EngineSpec] = {}
    for name in names:
        spec = graph.task_specs[name]
        found[name] = spec.inner if isinstance(spec, EngineMultiInstance) else spec
        inside = inside_of(spec)
        if inside is not None:
            found |= all_inside(inside, (inner.name for inner in elements_of(inside)))
    return found


def foreign_joins(graph: EngineProcessSpec, names: Iterable[str], source: str) -> set[str]:
    """Return those of these elements that also melt tokens which have not passed ``source``.

    Where a number of tokens is waited for, some of them always may.
    """
    joins = {name for name in names if _melts(graph.task_specs[name])}
    if not joins:
        return joins
    entries = [flow.target.name for flow in graph.start.flows]
    without = reach_forward(graph, [e for e in entries if e != source], barrier=source)
    counting = {name for name in joins if graph.task_specs[name].start_quantity > 1}
    return counting | joins & (without | set(entries) - {source})


def _melts(spec: EngineSpec) -> bool:
    return spec.is_join and (len(spec.incoming) > 1 or spec.start_quantity > 1)
