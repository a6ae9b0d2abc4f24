"""How to speak to a broker that may be away."""


def broker_options(url: str) -> dict[str, object]:
    """Return the transport options for a broker of one's own.

    Nobody who sends a wake-up call waits for a broker that is away: one try, and a short one.

    Args:
        url: Address of the broker.
    """
    options: dict[str, object] = {"max_retries": 0}
    if url.startswith(("redis://", "rediss://")):
        options |= {"socket_connect_timeout": 1, "socket_timeout": 5, "socket_keepalive": True}
    return options
