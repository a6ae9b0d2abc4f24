"""Why a backup is not made or not put back."""


class BackupError(Exception):
    """Nothing was changed; the message is one sentence for a person, with a way out."""
