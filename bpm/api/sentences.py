"""Which members of answers are sentences of ours for people, and in which language they go out."""

from bpm.base.languages import say
from bpm.core.errors import Problem
from bpm.definitions.import_types import ConversionEntryView
from bpm.runtime.contracts import RequestView
from bpm.user_tasks.contracts import RefusalView, UserTaskView

_SENTENCES: dict[type, tuple[str, ...]] = {
    ConversionEntryView: ("detail",),
    Problem: ("detail", "remedy"),
    RefusalView: ("title", "detail"),
    RequestView: ("why_not_withdraw",),
    UserTaskView: ("why_not",),
}


def say_sentences(kind: type, wire: dict[str, object]) -> dict[str, object]:
    """Return the members of a view with its sentences in the language of the request.

    Views stay in English until they go out: an answer that is kept may be asked for again by
    somebody's browser in another language.
    """
    for name in _SENTENCES.get(kind, ()):
        sentence = wire[name]
        if isinstance(sentence, str):
            wire[name] = say(sentence)
    return wire
