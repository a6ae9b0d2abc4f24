"""The instant at which the engine's tests happen."""

from datetime import UTC, datetime

NOW = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
