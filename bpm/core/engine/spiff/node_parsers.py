"""Read the settings of one flow node each from a normalised model."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from lxml import etree
from typing_extensions import override

from bpm.core.bpmn import (
    CancelTrigger,
    CompensateTrigger,
    ErrorTrigger,
    MessageTrigger,
    TerminateTrigger,
    ThrownMessage,
    Trigger,
    needs_all,
    read_activation,
    read_assignment,
    read_called_element,
    read_decision_settings,
    read_form_settings,
    read_message,
    read_script,
    read_service,
    read_thrown,
    read_thrown_by,
    read_triggers,
)
from bpm.core.bpmn.document import Roots
from bpm.core.engine.spiff.node_parser import NodeParser
from bpm.core.engine.spiff.specs.calls import EngineMessageTask
from bpm.core.engine.spiff.specs.compensation_events import (
    EngineCancelEndEvent,
    EngineCompensateEndEvent,
    EngineCompensateThrowEvent,
)
from bpm.core.engine.spiff.specs.events import (
    EngineEndEvent,
    EngineErrorEndEvent,
    EngineTerminateEndEvent,
    EngineThrowingEndEvent,
)
from bpm.core.engine.spiff.specs.multiple_events import EngineMultipleCatchEvent
from bpm.core.engine.spiff.specs.multiple_throws import (
    EngineMultipleEndEvent,
    EngineMultipleThrowEvent,
    Undoing,
)
from bpm.core.engine.spiff.specs.throws import EngineThrowEvent, Thrown
from bpm.core.engine.spiff.specs.watching import Caught, Cause


class ScriptTaskParser(NodeParser):
    """Reads the script."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the compiled script."""
        return {"settings": read_script(self.node, self.process_parser.names)}


class RuleTaskParser(NodeParser):
    """Reads which decision is asked."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the decision with its expressions compiled."""
        return {"settings": read_decision_settings(self.node, self.process_parser.names)}


class UserTaskParser(NodeParser):
    """Reads assignment and form."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the compiled assignment, and the form."""
        names = self.process_parser.names
        return {
            "settings": read_assignment(self.node, names),
            "form": read_form_settings(self.node, names),
        }


END_EVENTS: Final[Mapping[type, type[EngineEndEvent]]] = MappingProxyType(
    {
        TerminateTrigger: EngineTerminateEndEvent,
        CancelTrigger: EngineCancelEndEvent,
        CompensateTrigger: EngineCompensateEndEvent,
        ErrorTrigger: EngineErrorEndEvent,
    }
)
"""Classes of end events that have one trigger, by it."""


class ThrowingParser(NodeParser):
    """Reads what is thrown, messages apart: those leave the instance."""

    def read_thrown(self) -> tuple[tuple[ThrownMessage, ...], tuple[Trigger, ...]]:
        """Return the messages, and all else."""
        process = self.process_parser
        triggers = read_triggers(self.node, process.roots, process.names)
        others = (one for one in triggers if not isinstance(one, MessageTrigger))
        return read_thrown_by(self.node, process.roots, process.names), tuple(others)

    def choose_class(
        self,
        messages: Sequence[ThrownMessage],
        triggers: Sequence[Trigger],
        simple: type,
        *,
        multiple: type,
    ) -> dict[str, object]:
        """Return what an event throws, having chosen its class by that.

        Args:
            messages: What is sent.
            triggers: All else.
            simple: The class where all of it are signals, escalations and links.
            multiple: The class where there is more.
        """
        undoing = Undoing.of(triggers)
        thrown = [one for one in triggers if isinstance(one, Thrown)]
        self.spec_class = simple if undoing is None else multiple
        more = {} if undoing is None else {"undoing": undoing}
        return {"triggers": thrown, "messages": messages, **more}


class EndEventParser(ThrowingParser):
    """Chooses the class by the trigger."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the triggers, if the event has any."""
        messages, triggers = self.read_thrown()
        if not triggers and not messages:
            return {}
        if len(triggers) == 1 and not messages and type(triggers[0]) in END_EVENTS:
            self.spec_class = END_EVENTS[type(triggers[0])]
            return {"trigger": triggers[0]}
        return self.choose_class(
            messages, triggers, EngineThrowingEndEvent, multiple=EngineMultipleEndEvent
        )


class ThrowEventParser(ThrowingParser):
    """Reads what is thrown."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the triggers."""
        messages, triggers = self.read_thrown()
        if len(triggers) == 1 and not messages and isinstance(triggers[0], CompensateTrigger):
            self.spec_class = EngineCompensateThrowEvent
            return {"trigger": triggers[0]}
        return self.choose_class(
            messages, triggers, EngineThrowEvent, multiple=EngineMultipleThrowEvent
        )


def read_cause(node: etree._Element, roots: Roots, names: frozenset[str]) -> Cause:
    """Return what triggers an event beside an activity or scope, and whether it interrupts that.

    Args:
        node: The boundary event, or the start event of an event sub-process.
        roots: Messages and errors of the model.
        names: Variables that exist, as far as the model names them.
    """
    attribute = "cancelActivity" if node.get("attachedToRef") is not None else "isInterrupting"
    triggers = read_triggers(node, roots, names)
    return Cause(
        triggers=[one for one in triggers if isinstance(one, Caught)],
        is_interrupting=node.get(attribute, "true") in ("true", "1"),
        is_parallel=needs_all(node),
    )


class BoundaryEventParser(NodeParser):
    """Reads the trigger."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the triggers and whether they end the activity."""
        process = self.process_parser
        return {"cause": read_cause(self.node, process.roots, process.names)}


class CatchEventParser(NodeParser):
    """Reads what is waited for."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the trigger, or several."""
        process = self.process_parser
        triggers = read_triggers(self.node, process.roots, process.names)
        if len(triggers) <= 1:
            return {"trigger": next(iter(triggers), None)}
        self.spec_class = EngineMultipleCatchEvent
        return {"triggers": triggers, "is_parallel": needs_all(self.node)}


class ReceiveTaskParser(NodeParser):
    """Reads the message."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the message that is waited for."""
        reference = self.node.get("messageRef")
        return {
            "trigger": read_message(
                self.node, reference, self.process_parser.roots, self.process_parser.names
            )
        }


class EventGatewayParser(NodeParser):
    """Reads whether all events have to happen."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return that."""
        return {"is_parallel": self.node.get("eventGatewayType", "").strip() == "Parallel"}


class CallTaskParser(NodeParser):
    """Reads what is called."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the call."""
        return {"settings": read_service(self.node, self.process_parser.names)}


class SendTaskParser(CallTaskParser):
    """Reads what is called; without a connector, the message that is sent."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the call or the message."""
        process = self.process_parser
        reference = self.node.get("messageRef")
        message = read_thrown(self.node, reference, process.roots, process.names)
        if message is None or read_service(self.node, process.names) is not None:
            return super().read_settings()
        self.spec_class = EngineMessageTask
        return {"message": message}


class CallActivityParser(NodeParser):
    """Reads which process is called."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the called element."""
        return {"settings": read_called_element(self.node, self.process_parser.names)}


class ComplexGatewayParser(NodeParser):
    """Reads when the gateway goes on."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the activation condition."""
        process = self.process_parser
        return {"activation": read_activation(self.node, process.names)}
