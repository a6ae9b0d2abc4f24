"""Why the suite does not start: one sentence, with a way out."""


class StartError(Exception):
    """The suite cannot start; the message is one sentence for a person, with a way out."""
