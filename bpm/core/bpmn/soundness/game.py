"""Play all games of tokens on a net, within bounds, and see where they go wrong.

Every flow leads to one node, so what one node does takes nothing from another: of all the nodes
that can move, only one is tried at a time, and every outcome of it. A merge waits for all that can
still come to it, so that tokens that are under way at the same time meet there. Where this comes
round in a circle, all are tried after all.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from bpm.core.bpmn.soundness.net import Flows, Net, Node, Role

MOST_MARKINGS: Final = 4_000
MOST_FLOWS: Final = 400
MOST_TOKENS: Final = 40_000
"""Tokens of all markings together that are looked at."""


@dataclass(slots=True)
class Games:
    """What came out.

    Args:
        stuck: Nodes that wait for ever, with the way there.
        met: Nodes to which several tokens come that nothing joins, with the way there.
        done: Nodes that were done in some game.
        is_whole: Whether all games were played to their ends.
    """

    stuck: dict[str, tuple[str, ...]] = field(default_factory=dict)
    met: dict[str, tuple[str, ...]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    is_whole: bool = True


_Move = tuple[str, Flows]
"""A node that is done, and the marking after it."""


class _Player:
    def __init__(self, net: Net) -> None:
        self.net = net
        self.games = Games()
        self.before: dict[Flows, tuple[Flows, str] | None] = {}
        self.waiting: deque[Flows] = deque()
        self.tokens = 0

    def play(self) -> Games:
        for start in self.net.starts:
            if start not in self.before:
                self.before[start] = None
                self.waiting.append(start)
        while self.waiting:
            if len(self.before) > MOST_MARKINGS or self.tokens > MOST_TOKENS:
                self.games.is_whole = False
                break
            self._expand(self.waiting.popleft())
        return self.games

    def _expand(self, marking: Flows) -> None:
        self.tokens += len(marking)
        if self._find_meeting(marking):
            self.games.is_whole = False
            return
        enabled = self._enabled(marking)
        if not enabled:
            self._note_stuck(marking)
            return
        is_fresh = self._take(marking, list(self._fire(enabled[0], marking)))
        if not is_fresh and self._comes_again(enabled[0]):
            for id_ in enabled[1:]:
                self._take(marking, list(self._fire(id_, marking)))

    def _take(self, marking: Flows, moves: list[_Move]) -> bool:
        is_fresh = True
        for id_, after in moves:
            self.games.done.add(id_)
            if after in self.before:
                is_fresh = False
            else:
                self.before[after] = (marking, id_)
                self.waiting.append(after)
        return is_fresh

    def _find_meeting(self, marking: Flows) -> bool:
        for id_ in dict.fromkeys(self.net.target[flow] for flow in sorted(marking)):
            node = self.net.nodes[id_]
            meeting = [flow for flow in node.incoming if flow in marking]
            matters = any(map(self._matters, meeting))
            if node.role is Role.STEP and matters and len(meeting) > 1:
                self.games.met.setdefault(id_, self._path(marking))
                return True
        return False

    def _enabled(self, marking: Flows) -> list[str]:
        """Return the nodes that can be done, those first that are to be tried first."""
        ids = dict.fromkeys(self.net.target[flow] for flow in sorted(marking))
        return sorted((id_ for id_ in ids if self._can(id_, marking)), key=self._rank(marking))

    def _rank(self, marking: Flows) -> Callable[[str], tuple[int, int, int, str]]:
        def rank(id_: str) -> tuple[int, int, int, str]:
            node = self.net.nodes[id_]
            own = set(node.incoming)
            merges = len(node.incoming) > 1 and node.role is not Role.JOIN
            others = marking - own if merges else ()
            ahead = sum(bool(self.net.reach[flow] & own) for flow in others)
            order = 3 if node.role is Role.STOP else min(ahead, 1 + (node.role is Role.GATHER))
            return order, len(node.outcomes), ahead, id_

        return rank

    def _can(self, id_: str, marking: Flows) -> bool:
        node = self.net.nodes[id_]
        if node.role is Role.JOIN:
            return all(flow in marking for flow in node.incoming)
        return node.role is not Role.GATHER or not self._may_others_come(node, marking)

    def _may_others_come(self, node: Node, marking: Flows) -> bool:
        """Return whether an inclusive gateway has to wait. Source: BPMN 2.0.2 §13.4.3."""
        filled = {flow for flow in node.incoming if flow in marking}
        empty = set(node.incoming) - filled
        if not empty:
            return False
        others = (self._around(flow, node) for flow in marking if flow not in filled)
        return any(reached & empty and not reached & filled for reached in others)

    def _around(self, flow: str, node: Node) -> set[str]:
        """Return the flows that a token can come to without passing a node."""
        seen, waiting = set[str](), [flow]
        while waiting:
            target = self.net.nodes[self.net.target[waiting.pop()]]
            for following in frozenset().union(*target.outcomes) if target is not node else ():
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return seen

    def _fire(self, id_: str, marking: Flows) -> Iterator[_Move]:
        node = self.net.nodes[id_]
        if node.role is Role.STOP:
            yield id_, frozenset()
            return
        taken = frozenset(node.incoming) & marking
        if node.role is Role.STEP:
            taken = frozenset({min(taken)})
        rest = marking - taken
        for outcome in node.outcomes:
            doubled = [flow for flow in outcome & rest if self._matters(flow)]
            if doubled:
                flow = min(doubled)
                self.games.met.setdefault(self.net.target[flow], (*self._path(marking), id_))
                self.games.is_whole = False
            else:
                yield id_, rest | outcome

    def _comes_again(self, id_: str) -> bool:
        """Return whether a node lies on a circle."""
        return any(flow in self.net.reach[flow] for flow in self.net.nodes[id_].incoming)

    def _matters(self, flow: str) -> bool:
        """Return whether it is a fault when a second token comes by a flow."""
        is_last = not any(self.net.nodes[self.net.target[flow]].outcomes)
        return not is_last and flow not in self.net.beside

    def _note_stuck(self, marking: Flows) -> None:
        for id_ in dict.fromkeys(self.net.target[flow] for flow in sorted(marking)):
            self.games.stuck.setdefault(id_, self._path(marking))

    def _path(self, marking: Flows) -> tuple[str, ...]:
        found: list[str] = []
        step = self.before[marking]
        while step is not None:
            marking, id_ = step
            found.append(id_)
            step = self.before[marking]
        return tuple(reversed(found))


def play(net: Net) -> Games:
    """Return what comes out of all games on a net, as far as they were played."""
    if len(net.target) > MOST_FLOWS:
        return Games(is_whole=False)
    return _Player(net).play()
