"""Models that are being edited."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import F

from bpm.base import clock
from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.bpmn import ModelReport, check_model
from bpm.core.dmn import read_decision_key
from bpm.core.errors import Problem
from bpm.core.forms import read_form_key
from bpm.core.xml import encode_text
from bpm.definitions import queries
from bpm.definitions.contracts import DraftContent, DraftKind, DraftView, ModelCheckView
from bpm.definitions.errors import DraftChangedError, InvalidDraftError
from bpm.definitions.gate import (
    check_decisions,
    check_deployable,
    check_form,
    find_missing_decisions,
    find_missing_forms,
)
from bpm.definitions.models import Draft
from bpm.definitions.services.library import keep_place
from bpm.definitions.services.texts import drop_texts_of_draft, keep_texts_of_draft
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission

_LONGEST_NAME = 255
_SHOWN = 80
_CREATED = 201
_LONGEST_DRAFT_BYTES = 10_000_000


def check_draft(
    actor: Actor, *, content: str, kind: DraftKind = DraftKind.PROCESS
) -> ModelCheckView:
    """Return what deployment would say about a model or form; nothing is stored.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    encoded = encode_text(content)
    if kind is DraftKind.FORM:
        form = check_form(encoded)
        return ModelCheckView(errors=form.errors, warnings=form.warnings)
    if kind is DraftKind.DECISION:
        decisions = check_decisions(encoded)
        return ModelCheckView(errors=decisions.errors, warnings=decisions.warnings)
    report = check_deployable(encoded)
    forms = [
        problem
        for info in report.processes
        if info.is_executable
        for problem in find_missing_forms(actor.tenant_id, info)
    ]
    calls = _find_missing_calls(actor, report)
    forms += [
        problem
        for info in report.processes
        if info.is_executable
        for problem in find_missing_decisions(actor.tenant_id, info)
    ]
    return ModelCheckView(errors=(*report.errors, *forms), warnings=(*report.warnings, *calls))


def _find_missing_calls(actor: Actor, report: ModelReport) -> Iterator[Problem]:
    """Warn of calls that would find no process; it may be deployed later, or come with this one."""
    calls = [call for info in report.processes for call in info.called_keys.items()]
    known = {info.key for info in report.processes}
    known |= queries.find_known_keys(actor, {key for _, key in calls} - known)
    for id_, key in calls:
        if key not in known:
            yield Problem(
                code="called_process_missing",
                detail=f"callActivity {id_!r} calls {key[:_SHOWN]!r}, which is not deployed.",
                remedy="Deploy that process first, or choose another one.",
                element_id=id_,
            )


@command
def create_draft(
    actor: Actor, *, draft: DraftContent, request_key: RequestKey | None = None
) -> DraftView:
    """Store a new draft; a model that is not finished may be stored like any other.

    Args:
        actor: Who edits drafts.
        draft: What to store.
        request_key: Marks a request that may be repeated.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        InvalidDraftError: Name, key or content cannot be stored.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return answer_once(
        request_key,
        view=DraftView,
        status=_CREATED,
        run=lambda: insert_draft(actor, draft),
    )


def insert_draft(actor: Actor, draft: DraftContent) -> DraftView:
    """Store a new draft within a command.

    Raises:
        InvalidDraftError: Name, key or content cannot be stored.
    """
    _check_draft_content(draft)
    now = clock.now()
    row = Draft.objects.create(
        id=new_id(),
        tenant_id=actor.tenant_id,
        kind=draft.kind.value,
        name=draft.name,
        key=_key_of(draft),
        content=draft.content,
        revision=1,
        created_at=now,
        created_by=actor.username,
        updated_at=now,
        updated_by=actor.username,
    )
    keep_texts_of_draft(row)
    return queries.draft_view(row, content=row.content)


@command
def save_draft(
    actor: Actor,
    *,
    draft_id: UUID,
    revision: int,
    name: str | None = None,
    content: str | None = None,
    key: str | None = None,
) -> DraftView:
    """Store parts of a draft over the revision that was read; what is None stays.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        InvalidDraftError: Name, key or content cannot be stored.
        DraftNotFoundError: The tenant has none of this id.
        DraftChangedError: It has another revision by now.
    """
    before = queries.get_draft(actor, draft_id)
    draft = DraftContent(
        kind=before.kind,
        name=before.name if name is None else name,
        key=(before.key if content is None else "") if key is None else key,
        content=(before.content or "") if content is None else content,
    )
    _check_draft_content(draft)
    changed = Draft.objects.filter(
        tenant_id=actor.tenant_id, pk=draft_id, revision=revision
    ).update(
        name=draft.name,
        key=_key_of(draft),
        content=draft.content,
        revision=F("revision") + 1,
        updated_at=clock.now(),
        updated_by=actor.username,
    )
    present = queries.get_draft(actor, draft_id)
    if not changed:
        raise draft_changed(present)
    keep_texts_of_draft(Draft.objects.defer("original").get(pk=draft_id))
    keep_place(actor.tenant_id, before, present)
    return present


def draft_changed(present: DraftView) -> DraftChangedError:
    """Return what tells somebody that a draft is not what was read."""
    return DraftChangedError(
        f"{present.updated_by} has saved it meanwhile; it has revision {present.revision}."
    )


@command
def delete_draft(actor: Actor, *, draft_id: UUID, revision: int | None = None) -> None:
    """Delete a draft.

    Args:
        actor: Who deletes it.
        draft_id: Of the draft.
        revision: The one that was read; None for any.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        DraftNotFoundError: The tenant has none of this id.
        DraftChangedError: It has another revision by now.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    found = Draft.objects.filter(tenant_id=actor.tenant_id, pk=draft_id)
    if not (found if revision is None else found.filter(revision=revision)).delete()[0]:
        raise draft_changed(queries.get_draft(actor, draft_id))
    drop_texts_of_draft(draft_id)


def _key_of(draft: DraftContent) -> str:
    """Return the key that was given, else the one in the model, else nothing."""
    if draft.key:
        return draft.key
    if draft.kind is DraftKind.FORM:
        return (read_form_key(encode_text(draft.content)) or "")[:_LONGEST_NAME]
    if draft.kind is DraftKind.DECISION:
        return (read_decision_key(encode_text(draft.content)) or "")[:_LONGEST_NAME]
    processes = check_model(encode_text(draft.content)).processes
    key = next((found.key for found in processes if found.is_executable), "")
    return key[:_LONGEST_NAME]


def _check_draft_content(draft: DraftContent) -> None:
    problems = []
    if not draft.name.strip():
        detail = "A draft needs a name."
        problems.append(Problem(code="missing_name", pointer="/name", detail=detail))
    for member in ("name", "key"):
        if len(getattr(draft, member)) > _LONGEST_NAME:
            detail = f"Take at most {_LONGEST_NAME} characters."
            problems.append(Problem(code="too_long", pointer=f"/{member}", detail=detail))
    if len(encode_text(draft.content)) > _LONGEST_DRAFT_BYTES:
        detail = f"Take at most {_LONGEST_DRAFT_BYTES} bytes."
        problems.append(Problem(code="too_long", pointer="/content", detail=detail))
    if problems:
        raise InvalidDraftError(problems=problems)
