"""What one process instance may keep, as the settings of this process say."""

from django.conf import settings

from bpm.core.values import VariableLimits


def variable_limits() -> VariableLimits:
    """Return the limits of the variables of an instance."""
    return VariableLimits(
        size_bytes=settings.BPM_VARIABLE_LIMIT_BYTES,
        count=settings.BPM_VARIABLE_COUNT,
        depth=settings.BPM_VARIABLE_DEPTH,
    )
