"""What a model must pass to be deployed; editors, dry runs and deployments ask the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from bpm.core.bpmn import (
    CallCheck,
    DecisionReference,
    Document,
    FormReference,
    ModelReport,
    ProcessInfo,
    check_document,
    read_document,
)
from bpm.core.dmn import Decision, DecisionReport, read_decisions
from bpm.core.engine import build_process, check_script
from bpm.core.engine.contracts import Binding
from bpm.core.errors import InvalidInputError, Problem
from bpm.core.feel import compiling_once
from bpm.core.forms import Form, FormReport, read_form
from bpm.definitions import queries
from bpm.definitions.errors import DecisionNotFoundError, FormNotFoundError
from bpm.definitions.models import LONGEST_DURATION, LONGEST_NAME, LONGEST_PROCESS_NAME

_NOTHING_RUNS: Final = Problem(
    code="no_executable_process",
    detail="The file holds no process that can be executed.",
    remedy='Set isExecutable="true" on the process.',
)


class _Checks:
    """What apps above this one know of models; filled when Django starts."""

    def __init__(self) -> None:
        self.call: CallCheck | None = None


_checks = _Checks()


def register_call_check(check: CallCheck) -> None:
    """Say what tells whether a connector can be called as a model writes it."""
    _checks.call = check


def check_deployable(content: bytes, *, may_document: bool = False) -> ModelReport:
    """Return everything that forbids to deploy a file, and what processes it holds.

    Beside the check of the model itself: something in it can run, the engine takes it, and what
    lists show of it has room in the tables.

    Args:
        content: The file as it was uploaded; anything at all.
        may_document: Whether a file none of whose processes can run may be stored as
            documentation.
    """
    with compiling_once():
        return _check(content, may_document=may_document)


def _check(content: bytes, *, may_document: bool) -> ModelReport:
    try:
        document = read_document(content)
    except InvalidInputError as error:
        return ModelReport(errors=error.problems)
    report = check_document(document, check_call=_checks.call, check_script=check_script)
    executable = [info for info in report.processes if info.is_executable]
    found = [problem for info in executable for problem in _find_long_texts(info)]
    is_worth_keeping = may_document and len(document.root) > 0
    if not report.errors and not (executable or is_worth_keeping):
        found.append(_NOTHING_RUNS)
    if not report.errors:
        found += _find_faults_of_compiling(document, executable)
    return replace(report, errors=(*report.errors, *found)) if found else report


def check_form(content: bytes) -> FormReport:
    """Return the form in a file, or everything that forbids to deploy it."""
    return read_form(content)


def check_decisions(content: bytes) -> DecisionReport:
    """Return the decisions in a file, or everything that forbids to deploy it."""
    report = read_decisions(content)
    too_long = [
        Problem(
            code="text_too_long",
            detail=f"The {noun} of {decision.id[:80]!r} has {len(text)} characters.",
            remedy=f"Take at most {LONGEST_NAME}.",
            element_id=decision.id,
        )
        for decision in report.decisions
        for noun, text in (
            ("id", decision.id),
            ("name", decision.title),
            ("version tag", decision.version_tag or ""),
        )
        if len(text) > LONGEST_NAME
    ]
    return replace(report, errors=(*report.errors, *too_long)) if too_long else report


def find_missing_forms(
    tenant_id: UUID, info: ProcessInfo, beside: Sequence[Form] = ()
) -> list[Problem]:
    """Return a problem for each form that a process names and that is not there.

    Args:
        tenant_id: Whose forms there are.
        info: The process.
        beside: Forms that are deployed with it.
    """
    known = {form.key: form.version_tag for form in beside}
    open_ = [reference for reference in info.forms if not _is_beside(reference, known)]
    return [
        Problem(
            code=FormNotFoundError.code,
            detail=f"{detail} {reference.element_id!r} shows it.",
            remedy="Deploy the form before or with the process, or name another.",
            element_id=reference.element_id,
        )
        for reference, detail in queries.list_missing_forms(tenant_id, open_)
    ]


def find_missing_decisions(
    tenant_id: UUID, info: ProcessInfo, beside: Sequence[Decision] = ()
) -> list[Problem]:
    """Return a problem for each decision that a process names and that is not there.

    Args:
        tenant_id: Whose decisions there are.
        info: The process.
        beside: Decisions that are deployed with it.
    """
    known = {decision.id: decision.version_tag for decision in beside}
    open_ = [reference for reference in info.decisions if not _is_beside(reference, known)]
    return [
        Problem(
            code=DecisionNotFoundError.code,
            detail=f"{detail} {reference.element_id!r} asks it.",
            remedy="Deploy the decision before or with the process, or name another.",
            element_id=reference.element_id,
        )
        for reference, detail in queries.list_missing_decisions(tenant_id, open_)
    ]


def _is_beside(
    reference: FormReference | DecisionReference, known: Mapping[str, str | None]
) -> bool:
    match reference.binding:
        case Binding.VERSION:
            return False
        case Binding.VERSION_TAG:
            return known.get(reference.key) == reference.version_tag
        case _:
            return reference.key in known


def _find_long_texts(info: ProcessInfo) -> Iterator[Problem]:
    # The key is an id, whose length the check of the model limits.
    texts = (
        ("name", info.name, LONGEST_PROCESS_NAME),
        ("version tag", info.version_tag, LONGEST_NAME),
        ("history time to live", info.history_time_to_live, LONGEST_DURATION),
    )
    for noun, text, longest in texts:
        if text is not None and len(text) > longest:
            yield Problem(
                code="text_too_long",
                detail=f"The {noun} of {info.key!r} has {len(text)} characters.",
                remedy=f"Take at most {longest}.",
                element_id=info.key,
            )


def _find_faults_of_compiling(document: Document, executable: list[ProcessInfo]) -> list[Problem]:
    """Compile each process, so that nothing is stored that the engine would refuse later."""
    problems: list[Problem] = []
    for info in executable:
        try:
            build_process(document, info)
        except InvalidInputError as error:
            general = Problem(code=error.code, detail=error.detail, element_id=info.key)
            problems += error.problems or (general,)
    return problems
