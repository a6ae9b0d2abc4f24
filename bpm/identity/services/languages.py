"""The language in which a person reads pages and mails."""

from uuid import UUID

from bpm.base.languages import Language
from bpm.base.transactions import command
from bpm.identity import queries
from bpm.identity.contracts import Actor, MeView
from bpm.identity.models import User


@command
def choose_language(language: Language | None, *, actor: Actor) -> MeView:
    """Keep the language that the actor chose, on every device and for mails; None takes it back.

    Raises:
        UserNotFoundError: The actor is the system.
    """
    User.objects.filter(pk=queries.person_id(actor)).update(language=language)
    return queries.get_me(actor)


@command
def note_browser_language(user_id: UUID, language: Language) -> None:
    """Remember what a browser asked for at the log-in: mails are written in it, too."""
    User.objects.filter(pk=user_id).exclude(seen_language=language).update(seen_language=language)
