"""Where models lie in the library; moving them changes no model and no version."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Length, Substr

from bpm.base.idempotency import RequestKey, answer_once
from bpm.base.ids import new_id
from bpm.base.transactions import command
from bpm.core.errors import Problem
from bpm.definitions.contracts import DraftView
from bpm.definitions.errors import (
    InvalidFolderError,
    LibraryEntryNotFoundError,
    LibraryFolderNotFoundError,
)
from bpm.definitions.library_types import EntryName, MovedView
from bpm.definitions.models import LONGEST_FOLDER, LibraryPlace
from bpm.definitions.queries.library import visible_entries
from bpm.identity import services as identity_services
from bpm.identity.contracts import Actor, Permission

_MOST_ENTRIES: Final = 500
_DEEPEST: Final = 8
_LONGEST_NAME: Final = 80
_SHOWN: Final = 80
_OK: Final = 200


@command
def move_entries(
    actor: Actor,
    *,
    entries: Sequence[EntryName],
    folder: str,
    request_key: RequestKey | None = None,
) -> MovedView:
    """Put processes, decisions and forms into a folder, which begins and ends with what is in it.

    Args:
        actor: Who edits drafts, and sees each of them.
        entries: What to move, with all versions and drafts.
        folder: Names with slashes between them; empty for the top.
        request_key: Marks a request that may be repeated.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        InvalidFolderError: The folder cannot be named so, or there are too many entries.
        LibraryEntryNotFoundError: One of them is not there; nothing was moved.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return answer_once(
        request_key, view=MovedView, status=_OK, run=lambda: _move(actor, entries, folder)
    )


def _move(actor: Actor, entries: Sequence[EntryName], folder: str) -> MovedView:
    if len(entries) > _MOST_ENTRIES:
        raise _refusal("too_many", "/entries", f"Move at most {_MOST_ENTRIES} at once.")
    path = _read_folder(folder, "/folder")
    wanted = set(entries)
    _require_there(actor, wanted)
    LibraryPlace.objects.bulk_create(
        (
            LibraryPlace(
                id=new_id(),
                tenant_id=actor.tenant_id,
                kind=entry.kind.value,
                key=entry.key,
                folder=path,
            )
            # In one order, so that two who move the same wait for each other.
            for entry in sorted(wanted, key=lambda one: (one.kind, one.key))
        ),
        update_conflicts=True,
        unique_fields=["tenant", "kind", "key"],
        update_fields=["folder"],
    )
    return MovedView(folder=path, moved=len(wanted))


def _require_there(actor: Actor, wanted: Iterable[EntryName]) -> None:
    named = Q(pk__in=[])
    for entry in wanted:
        named |= Q(kind=entry.kind.value, key=entry.key)
    there = set(visible_entries(actor).filter(named).values_list("kind", "key"))
    for entry in wanted:
        if (entry.kind.value, entry.key) not in there:
            detail = f"The library has no {entry.kind.value} {entry.key[:_SHOWN]!r}."
            raise LibraryEntryNotFoundError(detail)


@command
def move_folder(
    actor: Actor, *, folder: str, target: str, request_key: RequestKey | None = None
) -> MovedView:
    """Give a folder another path, with all that is in it and in the folders below it.

    Args:
        actor: Who edits drafts, and sees something in it.
        folder: Its path.
        target: The path that it gets; its content joins what is there already.
        request_key: Marks a request that may be repeated.

    Raises:
        PermissionMissingError: The actor may not edit drafts.
        InvalidFolderError: A path cannot be, is too long, or the target lies within the folder.
        LibraryFolderNotFoundError: Nothing that the actor sees is in it.
    """
    identity_services.require(actor, Permission.EDIT_DRAFTS)
    return answer_once(
        request_key, view=MovedView, status=_OK, run=lambda: _rename(actor, folder, target)
    )


def _rename(actor: Actor, folder: str, target: str) -> MovedView:
    path, new = _read_folder(folder, "/folder"), _read_folder(target, "/target")
    if not path:
        raise _refusal("invalid_value", "/folder", "The top of the library has no path.")
    if f"{new}/".startswith(f"{path}/"):
        raise _refusal("invalid_value", "/target", "Choose a place outside of the folder.")
    within = Q(folder=path) | Q(folder__startswith=f"{path}/")
    if not visible_entries(actor).filter(within).exists():
        raise LibraryFolderNotFoundError
    places = LibraryPlace.objects.filter(within, tenant_id=actor.tenant_id)
    grown = len(new) - len(path)
    if places.annotate(length=Length("folder")).filter(length__gt=LONGEST_FOLDER - grown).exists():
        raise _refusal("too_long", "/target", f"A path has at most {LONGEST_FOLDER} characters.")
    # At the top the slash goes as well.
    rest = Substr(F("folder"), len(path) + (1 if new else 2))
    ids = list(places.select_for_update().order_by("pk").values_list("pk", flat=True))
    moved = LibraryPlace.objects.filter(pk__in=ids).update(folder=Concat(Value(new), rest))
    return MovedView(folder=new, moved=moved)


def keep_place(tenant_id: UUID, before: DraftView, after: DraftView) -> None:
    """Leave a draft whose key has changed in the folder where it lay."""
    keys = [view.key or str(view.id) for view in (before, after)]
    if keys[0] == keys[1]:
        return
    places = LibraryPlace.objects.filter(tenant_id=tenant_id, kind=before.kind.value)
    old = places.filter(key=keys[0]).first()
    if old is not None and not places.filter(key=keys[1]).exists():
        old.pk, old.key = new_id(), keys[1]
        old.save(force_insert=True)


def _read_folder(text: str, pointer: str) -> str:
    """Return a path as it is stored: no slash at its ends, no blanks around its names.

    Raises:
        InvalidFolderError: It has a name that is empty, too long or unprintable, or is too deep.
    """
    if not text.strip().strip("/"):
        return ""
    names = [" ".join(name.split()) for name in text.strip().strip("/").split("/")]
    if not all(names) or not all(name.isprintable() for name in names):
        raise _refusal("invalid_value", pointer, "Each folder on the way needs a name.")
    if any(len(name) > _LONGEST_NAME for name in names):
        raise _refusal("too_long", pointer, f"A name has at most {_LONGEST_NAME} characters.")
    path = "/".join(names)
    if len(names) > _DEEPEST or len(path) > LONGEST_FOLDER:
        detail = f"A path has at most {_DEEPEST} names and {LONGEST_FOLDER} characters."
        raise _refusal("too_long", pointer, detail)
    return path


def _refusal(code: str, pointer: str, detail: str) -> InvalidFolderError:
    return InvalidFolderError(problems=[Problem(code=code, pointer=pointer, detail=detail)])
