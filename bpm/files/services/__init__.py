"""Writing files: taking them in, noting who holds them, letting them go."""

from bpm.files.services.clearing import delete_file, remove_unused_files, scan_waiting_files
from bpm.files.services.holding import hold_files, release_files
from bpm.files.services.uploading import UNUSED_FOR, upload_file

__all__ = [
    "UNUSED_FOR",
    "delete_file",
    "hold_files",
    "release_files",
    "remove_unused_files",
    "scan_waiting_files",
    "upload_file",
]
