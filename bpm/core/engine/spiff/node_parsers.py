"""Read the settings of one flow node each from a normalised model."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from typing_extensions import override

from bpm.core.bpmn import (
    CancelTrigger,
    CompensateTrigger,
    ErrorTrigger,
    MessageTrigger,
    TerminateTrigger,
    ThrownMessage,
    Trigger,
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
    read_trigger,
    read_triggers,
)
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


class EndEventParser(ThrowingParser):
    """Chooses the class by the trigger."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the triggers, if the event has any."""
        messages, triggers = self.read_thrown()
        if not triggers and not messages:
            return {}
        if triggers and type(triggers[0]) in END_EVENTS:
            self.spec_class = END_EVENTS[type(triggers[0])]
            return {"trigger": triggers[0]}
        self.spec_class = EngineThrowingEndEvent
        return {"triggers": triggers, "messages": messages}


class ThrowEventParser(ThrowingParser):
    """Reads what is thrown."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the triggers."""
        messages, triggers = self.read_thrown()
        if triggers and isinstance(triggers[0], CompensateTrigger):
            self.spec_class = EngineCompensateThrowEvent
            return {"trigger": triggers[0]}
        return {"triggers": triggers, "messages": messages}


class BoundaryEventParser(NodeParser):
    """Reads the trigger."""

    @override
    def read_settings(self) -> dict[str, object]:
        """Return the trigger and whether it ends the activity."""
        return {
            "trigger": read_trigger(
                self.node, self.process_parser.roots, self.process_parser.names
            ),
            "is_interrupting": self.node.get("cancelActivity", "true") in ("true", "1"),
        }


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
        is_parallel = self.node.get("parallelMultiple", "false").strip() in ("true", "1")
        return {"triggers": triggers, "is_parallel": is_parallel}


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
