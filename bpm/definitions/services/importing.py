"""Models that were made elsewhere: converted, with a report, and stored as drafts."""

from uuid import UUID

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.transactions import command
from bpm.core.bpmn import read_document
from bpm.core.bpmn.conversion import Conversion, Fate, convert_model as convert
from bpm.core.xml import encode_text
from bpm.definitions import queries
from bpm.definitions.contracts import DraftContent, DraftKind
from bpm.definitions.import_types import (
    ConversionEntryView,
    ConversionView,
    ConvertedFormView,
    ImportView,
)
from bpm.definitions.models import Draft
from bpm.definitions.services.drafts import insert_draft
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission

_CREATED = 201


def convert_model(actor: Actor, *, content: str) -> ConversionView:
    """Return a model with the settings of other vendors in our vocabulary; nothing is stored.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        UnreadableXmlError: It is no BPMN that can be read.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return _view(_convert(content), content)


@command
def import_model(
    actor: Actor, *, name: str, content: str, request_key: RequestKey | None = None
) -> ImportView:
    """Store a model that was made elsewhere as a draft, converted, and its forms as drafts.

    The file as it came is kept beside the draft.

    Args:
        actor: Who edits drafts.
        name: Of the draft.
        content: The file.
        request_key: Marks a request that may be repeated.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        UnreadableXmlError: It is no BPMN that can be read.
        InvalidDraftError: Name or content cannot be stored.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return answer_once(
        request_key,
        view=ImportView,
        status=_CREATED,
        run=lambda: _import(actor, name, content),
    )


def _import(actor: Actor, name: str, content: str) -> ImportView:
    report = _view(_convert(content), content)
    model = DraftContent(kind=DraftKind.PROCESS, name=name, key="", content=report.content)
    draft = insert_draft(actor, model)
    Draft.objects.filter(tenant_id=actor.tenant_id, pk=draft.id).update(original=content)
    forms = [
        insert_draft(
            actor,
            DraftContent(kind=DraftKind.FORM, name=form.key, key=form.key, content=form.content),
        )
        for form in report.forms
    ]
    return ImportView(draft=draft, forms=tuple(forms), report=report)


def read_original(actor: Actor, *, draft_id: UUID) -> str:
    """Return the file that a draft was imported from, as it came; else the draft itself.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        DraftNotFoundError: The tenant has none of this id.
    """
    draft = queries.get_draft(actor, draft_id)
    rows = Draft.objects.filter(tenant_id=actor.tenant_id, pk=draft_id)
    original = rows.values_list("original", flat=True).first()
    return (draft.content or "") if original is None else original


def _convert(content: str) -> Conversion:
    encoded = encode_text(content)
    read_document(encoded)
    return convert(encoded)


def _view(conversion: Conversion, content: str) -> ConversionView:
    counts = conversion.counts
    return ConversionView(
        content=conversion.content.decode() if conversion.entries else content,
        vendors=conversion.vendors,
        converted=counts[Fate.CONVERTED],
        kept=counts[Fate.KEPT],
        cannot_run=counts[Fate.CANNOT_RUN],
        entries=tuple(
            ConversionEntryView(
                element_id=entry.element_id,
                setting=entry.setting,
                fate=entry.fate,
                detail=entry.detail,
            )
            for entry in conversion.entries
        ),
        forms=tuple(
            ConvertedFormView(key=form.key, content=form.schema) for form in conversion.forms
        ),
    )
