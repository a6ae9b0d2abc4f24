"""Soundness: joins that wait for ever, paths that meet unjoined, activities never reached.

Every condition is taken as possible, so what is found is a warning with the path that leads there.
"""

from typing import Final

from lxml import etree

from bpm.core.bpmn.document import Document, is_executable
from bpm.core.bpmn.elements import ACTIVITIES
from bpm.core.bpmn.findings import Findings, label
from bpm.core.bpmn.levels import Level
from bpm.core.bpmn.soundness import Games, Net, build_net, find_starved, play
from bpm.core.bpmn.xml import BPMN, name_of

_SHOWN: Final = 12


def check_soundness(document: Document, findings: Findings) -> None:
    """Play the tokens of each process that is to run through its flows, and report what goes wrong.

    A level with other faults, or with more than the common patterns, is left alone.
    """
    if findings.errors:
        return
    for level in document.levels:
        process = _process_of(level.container)
        if process is None or not is_executable(process):
            continue
        for node, needed, most in find_starved(level):
            detail = f"{label(node)} begins with {needed} tokens, but at most {most} can come."
            findings.warn(node, "deadlock", detail, "Lower its startQuantity.")
        net = build_net(level)
        if net is not None:
            _report(level, net, play(net), findings)


def _process_of(container: etree._Element) -> etree._Element | None:
    around = (container, *container.iterancestors())
    return next((node for node in around if node.tag == f"{{{BPMN}}}process"), None)


def _report(level: Level, net: Net, games: Games, findings: Findings) -> None:
    for id_, path in games.stuck.items():
        node = net.nodes[id_].element
        where = _tell(path, net)
        detail = f"{label(node)} may wait for ever, for a token that does not come. Path: {where}."
        remedy = "Join paths with the kind of gateway that has split them."
        if len(net.starts) > 1:
            detail = (
                f"{label(node)} may wait for ever, for a token that does not come. Each instance "
                f"begins at one start event only. Path: {where}."
            )
            remedy = "Join the ways from the start events with an exclusive gateway."
        findings.warn(node, "deadlock", detail, remedy)
    for id_, path in games.met.items():
        node = net.nodes[id_].element
        findings.warn(
            node,
            "lack_of_synchronisation",
            f"Several tokens may come to {label(node)}, which does not join them: what follows is "
            f"done once for each. Path: {_tell(path, net)}.",
            "Join what runs side by side with a parallel or inclusive gateway.",
        )
    if not games.is_whole:
        if not games.met:
            detail = f"The flow of {label(level.container)} is too large to be played through."
            findings.warn(level.container, "soundness_unknown", detail, "Use sub-processes.")
        return
    _report_dead(level, net, games, findings)


def _report_dead(level: Level, net: Net, games: Games, findings: Findings) -> None:
    known = games.done | games.stuck.keys()
    for id_, node in net.nodes.items():
        sources = {flow.get("sourceRef") for flow in level.incoming[id_]}
        is_next = bool(sources & known)
        if id_ not in known and is_next and name_of(node.element)[1] in ACTIVITIES:
            detail = f"{label(node.element)} is never reached, whatever is decided."
            remedy = "Mend what comes before it."
            findings.warn(node.element, "dead_activity", detail, remedy)


def _tell(path: tuple[str, ...], net: Net) -> str:
    names = [net.nodes[id_].element.get("name") or id_ for id_ in path]
    if len(names) > _SHOWN:
        names = [*names[: _SHOWN // 2], "…", *names[-_SHOWN // 2 :]]
    return " → ".join(" ".join(name.split()) for name in names)
