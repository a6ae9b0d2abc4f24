"""The deployment check: everything that is wrong with a model, at once."""

from collections.abc import Callable
from typing import Final

from bpm.core.bpmn.checks.assignments import check_assignments
from bpm.core.bpmn.checks.calls import check_calls
from bpm.core.bpmn.checks.collaboration import check_collaboration
from bpm.core.bpmn.checks.compensation import check_compensation
from bpm.core.bpmn.checks.constants import check_constants
from bpm.core.bpmn.checks.data import check_data, check_data_flow
from bpm.core.bpmn.checks.decisions import check_decisions
from bpm.core.bpmn.checks.expressions import check_expressions, check_formality
from bpm.core.bpmn.checks.extensions import check_extensions
from bpm.core.bpmn.checks.flows import check_flows
from bpm.core.bpmn.checks.forms import check_forms
from bpm.core.bpmn.checks.ids import check_ids
from bpm.core.bpmn.checks.items import check_items
from bpm.core.bpmn.checks.loop_events import check_loop_events
from bpm.core.bpmn.checks.mappings import check_mappings
from bpm.core.bpmn.checks.messages import check_messages
from bpm.core.bpmn.checks.multiplicity import check_multiplicity
from bpm.core.bpmn.checks.references import check_references
from bpm.core.bpmn.checks.settings import check_settings
from bpm.core.bpmn.checks.soundness import check_soundness
from bpm.core.bpmn.checks.starts import check_starts
from bpm.core.bpmn.checks.structure import check_structure
from bpm.core.bpmn.checks.support import check_support
from bpm.core.bpmn.checks.triggers import check_triggers
from bpm.core.bpmn.checks.waits import check_waits
from bpm.core.bpmn.document import Document
from bpm.core.bpmn.findings import CallCheck, Findings, ScriptCheck
from bpm.core.bpmn.normalise import normalise
from bpm.core.bpmn.process_settings import read_process_info
from bpm.core.bpmn.report import ModelReport, ProcessInfo
from bpm.core.bpmn.support import AHEAD
from bpm.core.bpmn.xml import BPMN, line_of, read_xml
from bpm.core.errors import InvalidInputError, Problem
from bpm.core.xml import UnreadableXmlError

CHECKS: Final[tuple[Callable[[Document, Findings], None], ...]] = (
    check_ids,
    check_support,
    check_flows,
    check_extensions,
    check_settings,
    check_assignments,
    check_mappings,
    check_calls,
    check_forms,
    check_decisions,
    check_waits,
    check_expressions,
    check_constants,
    check_formality,
    check_structure,
    check_starts,
    check_messages,
    check_triggers,
    check_compensation,
    check_loop_events,
    check_collaboration,
    check_data,
    check_data_flow,
    check_items,
    check_multiplicity,
    check_references,
)


class InvalidModelError(InvalidInputError):
    """The model cannot be executed as it is."""

    code = "invalid_model"


def check_model(
    content: bytes,
    *,
    allow: frozenset[str] = frozenset(),
    check_call: CallCheck | None = None,
    check_script: ScriptCheck | None = None,
) -> ModelReport:
    """Report all that is wrong with a model and what processes it holds.

    The editor's check, a dry run and a deployment all ask this one function, so they agree.

    Args:
        content: The file as it was uploaded; anything at all.
        allow: Names out of ``support.AHEAD`` that are not to be refused.
        check_call: Tells what is wrong with connector, operation and parameters of a call.
        check_script: Tells what is wrong with a script in Python; without it there is none.
    """
    try:
        document = read_document(content)
    except InvalidInputError as error:
        return ModelReport(errors=error.problems)
    return check_document(document, allow=allow, check_call=check_call, check_script=check_script)


def check_document(
    document: Document,
    *,
    allow: frozenset[str] = frozenset(),
    check_call: CallCheck | None = None,
    check_script: ScriptCheck | None = None,
    only_errors: bool = False,
) -> ModelReport:
    """Report all that is wrong with a document that could be read.

    Args:
        document: The normalised model.
        allow: As for ``check_model``.
        check_call: As for ``check_model``.
        check_script: As for ``check_model``.
        only_errors: Leave out what costs time and only warns.
    """
    findings = Findings(document, AHEAD - allow, check_call, check_script)
    for check in CHECKS:
        check(document, findings)
    if not only_errors:
        check_soundness(document, findings)
    return ModelReport(
        errors=findings.errors,
        warnings=findings.warnings,
        processes=tuple(read_process_info(process) for process in document.processes),
    )


def read_document(content: bytes) -> Document:
    """Return the normalised document.

    Raises:
        UnreadableXmlError: It is not XML that can be accepted, or no BPMN.
    """
    root = read_xml(content)
    if root.tag != f"{{{BPMN}}}definitions":
        detail = "The root element is not <definitions> of BPMN 2.0."
        problem = Problem(
            code="not_bpmn",
            detail=detail,
            remedy="Upload a BPMN 2.0 file.",
            line=line_of(root),
        )
        raise UnreadableXmlError(detail, problems=[problem])
    normalise(root)
    return Document(root)


def read_checked_model(
    content: bytes,
    key: str,
    *,
    allow: frozenset[str] = frozenset(),
    check_script: ScriptCheck | None = None,
) -> tuple[Document, ProcessInfo]:
    """Return the document and one of its executable processes, once the check has passed.

    Args:
        content: The file as it was uploaded.
        key: Id of the process.
        allow: As for ``check_model``.
        check_script: As for ``check_model``.

    Raises:
        InvalidModelError: The check found errors, which are its problems.
        InvalidInputError: No executable process has this key.
    """
    document = read_document(content)
    report = check_document(document, allow=allow, check_script=check_script, only_errors=True)
    if report.errors:
        raise InvalidModelError(
            f"The model has {len(report.errors)} errors; mend each of them and try again.",
            problems=report.errors,
        )
    for info in report.processes:
        if info.key == key and info.is_executable:
            return document, info
    raise InvalidInputError(f"The model holds no executable process {key!r}.")
