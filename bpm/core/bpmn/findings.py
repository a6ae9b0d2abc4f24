"""Collect what is wrong with a model, each fault at its element."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from lxml import etree

from bpm.core.bpmn.document import GENERATED, Document
from bpm.core.bpmn.settings import NO_NAMES, declared_names
from bpm.core.bpmn.support import AHEAD
from bpm.core.bpmn.xml import BPMN, line_of
from bpm.core.errors import Problem

CallCheck: TypeAlias = Callable[[str, str | None, Mapping[str, str]], Sequence[Problem]]
"""Tells what is wrong with connector, operation and parameters as they are written."""

ScriptCheck: TypeAlias = Callable[[str], Sequence[Problem]]
"""Tells what is wrong with a script in Python."""


class Findings:
    """Errors and warnings so far.

    A fault in a process that is not to run is a warning, whatever it is: nothing runs wrongly.

    Args:
        document: The model they are about.
        refused: What the engine runs and is refused nevertheless; see ``support``.
        check_call: Tells what is wrong with the call of a task; None where nobody knows.
        check_script: Tells what is wrong with a script in Python; None where none may run.
    """

    def __init__(
        self,
        document: Document,
        refused: frozenset[str] = AHEAD,
        check_call: CallCheck | None = None,
        check_script: ScriptCheck | None = None,
    ) -> None:
        self._document = document
        self._refused = refused
        self.check_call = check_call
        self.check_script = check_script
        self._names: dict[str, frozenset[str]] = {}
        self._errors: list[Problem] = []
        self._warnings: list[Problem] = []

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What forbids deployment, by line, each once."""
        return _in_order(self._errors)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What does not, by line, each once."""
        return _in_order(self._warnings)

    def is_refused(self, name: str) -> bool:
        """Return whether an element of that name is refused for now."""
        return name in self._refused

    def names_around(self, node: etree._Element) -> frozenset[str]:
        """Return the variables that the process around an element declares."""
        for holder in (node, *node.iterancestors()):
            if holder.tag == f"{{{BPMN}}}process":
                key = holder.get("id", "")
                if key not in self._names:
                    self._names[key] = declared_names(holder)
                return self._names[key]
        return NO_NAMES

    def error(
        self, node: etree._Element, code: str, detail: str, remedy: str | None = None
    ) -> None:
        """Note a fault with which the model must not run."""
        is_to_run = self._document.is_in_executable(node)
        found = self._errors if is_to_run else self._warnings
        found.append(_problem(node, code, detail, remedy))

    def warn(self, node: etree._Element, code: str, detail: str, remedy: str | None = None) -> None:
        """Note what has no effect or may surprise."""
        self._warnings.append(_problem(node, code, detail, remedy))


def _problem(node: etree._Element, code: str, detail: str, remedy: str | None) -> Problem:
    return Problem(
        code=code, detail=detail, remedy=remedy, element_id=find_id(node), line=line_of(node)
    )


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0))


def find_id(node: etree._Element) -> str | None:
    """Return the id that the modeller knows an element by.

    Its own, else that of the nearest element around it; for a sequence flow without one, its
    source's.
    """
    current: etree._Element | None = node
    while current is not None:
        id_ = current.get("sourceRef") if current.get(GENERATED) else current.get("id")
        if id_:
            return str(id_)
        current = current.getparent()
    return None


def label(node: etree._Element) -> str:
    """Return how to call an element in a sentence, such as ``userTask 'approve'``."""
    kind = str(node.tag).rpartition("}")[2]
    id_ = node.get("id")
    return f"{kind} {id_!r}" if id_ and not node.get(GENERATED) else kind
