"""How the suite reaches PostgreSQL."""

from bpm.config.configuration import Configuration
from bpm.config.embedded_postgres import DATABASE, PORT, ROLE, socket_directory
from bpm.config.env import parse_database_url

_IDLE_TRANSACTION_TIMEOUT_SECONDS = 60
# A server that a network no longer leads to says nothing; without these a process would wait for it
# for hours. What an address of the setting says counts before them.
_LOST_SERVER = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 35_000,
}


def databases(configuration: Configuration) -> dict[str, dict[str, object]]:
    """Return Django's ``DATABASES`` for the embedded server or the one that is named."""
    if configuration.database_url is None:
        entry: dict[str, object] = {
            "NAME": DATABASE,
            "USER": ROLE,
            "HOST": str(socket_directory(configuration.var_dir)),
            "PORT": PORT,
        }
        libpq_options: dict[str, object] = {}
    else:
        entry = parse_database_url("DATABASE_URL", configuration.database_url)
        given = entry.pop("OPTIONS")
        libpq_options = dict(given) if isinstance(given, dict) else {}
    entry |= {
        "ENGINE": "bpm.config.postgresql",
        "ATOMIC_REQUESTS": False,
        # A new connection costs ten times what a command does; workers keep theirs.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {
            "application_name": "kontor",
            **_LOST_SERVER,
            **libpq_options,
            "server_side_binding": True,
            "prepare_threshold": 1,
            "options": " ".join(
                f"-c {name}={seconds}s"
                for name, seconds in (
                    ("statement_timeout", configuration.statement_timeout_seconds),
                    ("lock_timeout", configuration.lock_timeout_seconds),
                    ("idle_in_transaction_session_timeout", _IDLE_TRANSACTION_TIMEOUT_SECONDS),
                )
            ),
        },
    }
    return {"default": entry}
