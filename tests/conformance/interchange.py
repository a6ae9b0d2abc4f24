"""A file on its way in and out again: stored as a draft and read back."""

from bpm.core.bpmn import read_document
from bpm.core.xml import encode_text
from bpm.definitions import queries, services
from bpm.definitions.contracts import DraftContent, DraftKind
from bpm.identity import queries as identity
from bpm.identity.contracts import system_actor


def round_trip(content: bytes) -> bytes:
    """Return what comes back of a file.

    Raises:
        InvalidInputError: It is refused.
        UnicodeDecodeError: It is no text that a draft can hold.
    """
    encoding = read_document(content).root.getroottree().docinfo.encoding or "utf-8"
    actor = system_actor(identity.default_tenant_id())
    draft = DraftContent(
        kind=DraftKind.PROCESS, name="model", key="", content=content.decode(encoding)
    )
    stored = services.create_draft(actor, draft=draft)
    return encode_text(queries.get_draft(actor, stored.id).content or "")
