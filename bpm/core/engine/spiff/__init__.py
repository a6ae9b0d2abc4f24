"""The only package that knows SpiffWorkflow; its classes are extended, never patched."""

from importlib.metadata import version

SUPPORTED_RELEASE = "3.2.0"
"""The kernel rests on details of this release; each was read and is held by a test."""


def require_release(found: str) -> None:
    """Refuse any other SpiffWorkflow.

    Args:
        found: The installed release.

    Raises:
        ImportError: It is not the one the kernel was built on.
    """
    if found != SUPPORTED_RELEASE:
        raise ImportError(
            f"The engine needs SpiffWorkflow {SUPPORTED_RELEASE}, but {found} is installed. "
            "Install the locked dependencies."
        )


require_release(version("SpiffWorkflow"))
