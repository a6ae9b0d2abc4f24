"""Read and check BPMN models."""

from bpm.core.bpmn.behaviour import (
    IoSettings,
    LoopSettings,
    StandardLoopSettings,
    read_io,
    read_loop,
    read_standard_loop,
)
from bpm.core.bpmn.calls import (
    CalledElementSettings,
    ServiceSettings,
    read_called_element,
    read_service,
)
from bpm.core.bpmn.check import (
    InvalidModelError,
    check_document,
    check_model,
    read_checked_model,
    read_document,
)
from bpm.core.bpmn.checks.events import is_handler
from bpm.core.bpmn.decisions import DecisionSettings, read_decision_settings
from bpm.core.bpmn.document import Document, entry_nodes, is_drawn
from bpm.core.bpmn.findings import CallCheck, ScriptCheck
from bpm.core.bpmn.forms import FormSettings, read_form_settings
from bpm.core.bpmn.links import link_targets
from bpm.core.bpmn.process_settings import (
    ProcessSettings,
    read_process_info,
    read_process_settings,
)
from bpm.core.bpmn.report import (
    ActivityInfo,
    DecisionReference,
    FormReference,
    ModelReport,
    ProcessInfo,
)
from bpm.core.bpmn.settings import (
    AssignmentSettings,
    AsyncSettings,
    ScriptSettings,
    declared_names,
    read_assignment,
    read_async,
    read_condition,
    read_retries,
    read_script,
)
from bpm.core.bpmn.timers import InvalidTimerError, TimerPreview, preview_timer
from bpm.core.bpmn.triggers import (
    CancelTrigger,
    ConditionTrigger,
    ErrorTrigger,
    EscalationTrigger,
    LinkTrigger,
    MessageTrigger,
    SignalTrigger,
    TerminateTrigger,
    TimerKind,
    TimerTrigger,
    Trigger,
    WaitTrigger,
    read_message,
    read_trigger,
    read_triggers,
)

__all__ = [
    "ActivityInfo",
    "AssignmentSettings",
    "AsyncSettings",
    "CallCheck",
    "CalledElementSettings",
    "CancelTrigger",
    "ConditionTrigger",
    "DecisionReference",
    "DecisionSettings",
    "Document",
    "ErrorTrigger",
    "EscalationTrigger",
    "FormReference",
    "FormSettings",
    "InvalidModelError",
    "InvalidTimerError",
    "IoSettings",
    "LinkTrigger",
    "LoopSettings",
    "MessageTrigger",
    "ModelReport",
    "ProcessInfo",
    "ProcessSettings",
    "ScriptCheck",
    "ScriptSettings",
    "ServiceSettings",
    "SignalTrigger",
    "StandardLoopSettings",
    "TerminateTrigger",
    "TimerKind",
    "TimerPreview",
    "TimerTrigger",
    "Trigger",
    "WaitTrigger",
    "check_document",
    "check_model",
    "declared_names",
    "entry_nodes",
    "is_drawn",
    "is_handler",
    "link_targets",
    "preview_timer",
    "read_assignment",
    "read_async",
    "read_called_element",
    "read_checked_model",
    "read_condition",
    "read_decision_settings",
    "read_document",
    "read_form_settings",
    "read_io",
    "read_loop",
    "read_message",
    "read_process_info",
    "read_process_settings",
    "read_retries",
    "read_script",
    "read_service",
    "read_standard_loop",
    "read_trigger",
    "read_triggers",
]
