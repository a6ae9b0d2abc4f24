"""Deploying: check every file, then store all of them or nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.core.xml import encode_text
from bpm.definitions import queries as definition_queries, services as definitions
from bpm.definitions.contracts import (
    CheckedDecision,
    CheckedDefinitions,
    CheckedForm,
    CheckedProcess,
    DeploymentView,
    DraftKind,
    ResourceContent,
)
from bpm.definitions.errors import DeploymentRefusedError
from bpm.definitions.gate import (
    check_decisions,
    check_deployable,
    check_form,
    find_missing_decisions,
    find_missing_forms,
)
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission
from bpm.runtime import kept_starts, starts

MODEL_SUFFIXES = (".bpmn", ".bpmn20.xml")
FORM_SUFFIXES = (".form", ".form.json")
DECISION_SUFFIXES = (".dmn", ".dmn11.xml")
RESOURCE_SUFFIXES = (*MODEL_SUFFIXES, *FORM_SUFFIXES, *DECISION_SUFFIXES)
_SUFFIXES = {
    DraftKind.PROCESS: MODEL_SUFFIXES,
    DraftKind.FORM: FORM_SUFFIXES,
    DraftKind.DECISION: DECISION_SUFFIXES,
}
_MOST_RESOURCES = 200
_LONGEST_NAME = 255
_LONGEST_NOTE = 2000
_CREATED = 201


def deploy_resources(
    *,
    actor: Actor,
    name: str,
    resources: Sequence[ResourceContent],
    note: str | None = None,
    dry_run: bool = False,
    request_key: RequestKey | None = None,
) -> DeploymentView:
    """Deploy files: a new version of every process, form and decision that changed.

    Args:
        actor: Who deploys.
        name: What the deployment is called.
        resources: The files, byte for byte.
        note: What its author says of it, for those who look at its versions later.
        dry_run: Answer the same, and store nothing.
        request_key: Marks a request that may be repeated; a dry run needs none.

    Raises:
        PermissionMissingError: The actor may not deploy.
        DeploymentRefusedError: Lists every problem of every file; nothing was stored.
    """
    label = _Label(name=name, note=_tidy(note))
    store = _check(actor, label, resources, may_document=True)
    return _try(store) if dry_run else _store(store, request_key)


def deploy_draft(
    *,
    actor: Actor,
    draft_id: UUID,
    revision: int | None = None,
    note: str | None = None,
    request_key: RequestKey | None = None,
) -> DeploymentView:
    """Deploy a draft as it was saved last.

    Args:
        actor: Who deploys it.
        draft_id: Of the draft.
        revision: The one that was read; None for any.
        note: What its author says of it, for those who look at its versions later.
        request_key: Marks a request that may be repeated; its first answer is given again.

    Raises:
        PermissionMissingError: The actor may not edit drafts, or not deploy.
        DraftNotFoundError: There is none of this id.
        DraftChangedError: It has another revision by now.
        DeploymentRefusedError: Lists every problem; nothing was stored.
    """
    draft = definition_queries.get_draft(actor, draft_id)
    if revision is not None and revision != draft.revision:
        raise definitions.draft_changed(draft)
    suffix = _SUFFIXES[draft.kind][0]
    name = f"{draft.key or draft.name}{suffix}".replace("/", "-")
    content = encode_text(draft.content or "")
    label = _Label(name=draft.name, note=_tidy(note))
    resources = [ResourceContent(name=name, content=content)]
    return _store(_check(actor, label, resources, may_document=False), request_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """What is said of a deployment."""

    name: str
    note: str | None


def _tidy(note: str | None) -> str | None:
    # Forms of browsers end their lines with both characters.
    return (note or "").replace("\r\n", "\n").strip() or None


def _check(
    actor: Actor, label: _Label, resources: Sequence[ResourceContent], *, may_document: bool
) -> Callable[[], DeploymentView]:
    """Return what stores files that were let through.

    Args:
        actor: Who deploys.
        label: What is said of the deployment.
        resources: The files, byte for byte.
        may_document: Whether files of which nothing can run are kept as documentation.

    Raises:
        PermissionMissingError: The actor may not deploy.
        DeploymentRefusedError: Lists every problem of every file.
    """
    identity_services.require(actor, Permission.DEPLOY)
    problems = _find_label_problems(label) + _find_name_problems(resources)
    if problems:
        raise DeploymentRefusedError(problems=problems)
    upload = _Upload(actor.tenant_id, may_document=may_document)
    checked = upload.check(resources)

    def store() -> DeploymentView:
        stored = definitions.store_deployment(
            actor,
            name=label.name,
            note=label.note,
            resources=resources,
            definitions=checked,
            warnings=upload.warnings,
        )
        now = clock.now()
        lost = starts.settle(actor.tenant_id, stored.begun_by_event, now=now)
        kept_starts.begin_with_kept(actor.tenant_id, stored.begun_by_event, now=now)
        return replace(stored.view, warnings=(*stored.view.warnings, *lost))

    return store


@command
def _store(store: Callable[[], DeploymentView], request_key: RequestKey | None) -> DeploymentView:
    return answer_once(request_key, view=DeploymentView, status=_CREATED, run=store)


@command
def _try(store: Callable[[], DeploymentView]) -> DeploymentView:
    view = store()
    transaction.set_rollback(True)
    return view


def _find_label_problems(label: _Label) -> list[Problem]:
    problems = []
    name = label.name
    if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        problems.append(
            Problem(
                code="invalid_name",
                pointer="/name",
                detail=f"A deployment needs a name of at most {_LONGEST_NAME} visible characters.",
            )
        )
    note = label.note or ""
    if len(note) > _LONGEST_NOTE or not note.replace("\n", "").isprintable():
        detail = f"A note has at most {_LONGEST_NOTE} visible characters and line breaks."
        problems.append(Problem(code="invalid_note", pointer="/note", detail=detail))
    return problems


def _find_name_problems(resources: Sequence[ResourceContent]) -> list[Problem]:
    problems = []
    if not 1 <= len(resources) <= _MOST_RESOURCES:
        detail = f"Deploy 1 to {_MOST_RESOURCES} files at once."
        problems.append(Problem(code="invalid_resources", pointer="/resources", detail=detail))
    counts = Counter(resource.name for resource in resources)
    for index, resource in enumerate(resources):
        complaint = _complaint_about_name(resource.name, counts[resource.name])
        if complaint is not None:
            code, detail, remedy = complaint
            problems.append(
                Problem(
                    code=code,
                    detail=detail,
                    remedy=remedy,
                    pointer=f"/resources/{index}/name",
                    resource=resource.name,
                )
            )
    return problems


def _complaint_about_name(name: str, count: int) -> tuple[str, str, str] | None:
    parts = name.split("/")
    is_plain = name.isprintable() and "\\" not in name and not {"", ".", ".."} & set(parts)
    if not is_plain or len(name) > _LONGEST_NAME:
        return (
            "invalid_resource_name",
            "The name of a file is a plain relative path.",
            f"Take at most {_LONGEST_NAME} visible characters, no '..' and no leading '/'.",
        )
    if count > 1:
        return ("resource_name_twice", f"Two files are called {name!r}.", "Rename one of them.")
    if not name.lower().endswith(RESOURCE_SUFFIXES):
        return (
            "unsupported_resource",
            f"{name!r} is neither a process model nor a form nor decisions by its name.",
            f"Only files that end in {' or '.join(RESOURCE_SUFFIXES)} can be deployed.",
        )
    return None


class _Upload:
    """Files while they are checked."""

    def __init__(self, tenant_id: UUID, *, may_document: bool) -> None:
        self._tenant_id = tenant_id
        self._may_document = may_document
        self._processes: list[CheckedProcess] = []
        self._forms: list[CheckedForm] = []
        self._decisions: list[CheckedDecision] = []
        self._errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def check(self, resources: Sequence[ResourceContent]) -> CheckedDefinitions:
        """Return what is to be deployed.

        Raises:
            DeploymentRefusedError: Any file has an error.
        """
        for resource in resources:
            if resource.name.lower().endswith(FORM_SUFFIXES):
                self._check_form(resource)
            elif resource.name.lower().endswith(DECISION_SUFFIXES):
                self._check_decisions(resource)
            else:
                self._check_model(resource)
        errors = self._errors
        processes = [(one.info.key, one.resource) for one in self._processes]
        forms = [(one.form.key, one.resource) for one in self._forms]
        decisions = [(one.decision.id, one.resource) for one in self._decisions]
        errors += _find_repeated("process", processes, code="process_key_twice")
        errors += _find_repeated("form", forms, code="form_key_twice")
        errors += _find_repeated("decision", decisions, code="decision_key_twice")
        new_forms = [checked.form for checked in self._forms]
        new_decisions = [checked.decision for checked in self._decisions]
        for process in self._processes:
            missing = find_missing_forms(self._tenant_id, process.info, new_forms)
            missing += find_missing_decisions(self._tenant_id, process.info, new_decisions)
            errors += [_placed(problem, process.resource) for problem in missing]
        if errors:
            found = "is one error" if len(errors) == 1 else f"are {len(errors)} errors"
            raise DeploymentRefusedError(f"There {found}; nothing was stored.", problems=errors)
        return CheckedDefinitions(
            processes=tuple(self._processes),
            forms=tuple(self._forms),
            decisions=tuple(self._decisions),
        )

    def _check_model(self, resource: ResourceContent) -> None:
        report = check_deployable(resource.content, may_document=self._may_document)
        self._note(report.errors, report.warnings, resource)
        found = [info for info in report.processes if info.is_executable]
        self._processes += [CheckedProcess(resource=resource, info=info) for info in found]

    def _check_form(self, resource: ResourceContent) -> None:
        report = check_form(resource.content)
        self._note(report.errors, report.warnings, resource)
        if report.form is not None:
            self._forms.append(CheckedForm(resource=resource, form=report.form))

    def _check_decisions(self, resource: ResourceContent) -> None:
        report = check_decisions(resource.content)
        self._note(report.errors, report.warnings, resource)
        self._decisions += [
            CheckedDecision(resource=resource, decision=decision) for decision in report.decisions
        ]

    def _note(
        self, errors: Sequence[Problem], warnings: Sequence[Problem], resource: ResourceContent
    ) -> None:
        self._errors += [_placed(problem, resource) for problem in errors]
        self.warnings += [_placed(problem, resource) for problem in warnings]


def _find_repeated(
    noun: str, found: Sequence[tuple[str, ResourceContent]], *, code: str
) -> list[Problem]:
    """Return a problem for each file with a key that another one of its kind has, too."""
    counts = Counter(key for key, _ in found)
    return [
        Problem(
            code=code,
            detail=f"The {noun} {key!r} is in this deployment more than once.",
            remedy=f"Give each {noun} an id of its own.",
            element_id=key,
            resource=resource.name,
        )
        for key, resource in found
        if counts[key] > 1
    ]


def _placed(problem: Problem, resource: ResourceContent) -> Problem:
    """Return a problem of a model with the name of its file."""
    return replace(problem, resource=resource.name)
