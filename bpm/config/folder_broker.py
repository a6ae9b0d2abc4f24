"""The broker that needs no server: wake-up calls as files in a folder.

As Kombu writes them, a reader may find a file that is still empty, and a worker that reads one
ends. Here a message appears under its name only when it is whole.
"""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps
from typing_extensions import override


class FolderChannel(filesystem.Channel):
    """Puts messages into the folder as a whole."""

    @override
    def _put(  # type: ignore[override]  # the two above it differ from each other
        self, queue: str, payload: Any, **kwargs: object
    ) -> None:
        folder = Path(self.data_folder_out)
        # Sorted by name is sorted by age; a reader passes over what does not end in ``.msg``.
        stem = f"{time.time_ns():020}_{uuid.uuid4()}"
        staging = folder / f"{stem}.new"
        try:
            staging.write_text(dumps(payload))
            staging.rename(folder / f"{stem}.{queue}.msg")
        except OSError as error:
            raise ChannelError(f"The message {stem} cannot be written to {folder}.") from error


class FolderTransport(filesystem.Transport):
    """Kombu's transport by files, with such channels."""

    Channel = FolderChannel


def install() -> None:
    """Let ``filesystem://`` mean this transport, wherever Kombu meets it from now on."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:{FolderTransport.__name__}"
