"""How to speak to a broker that may be away."""


def broker_options(url: str) -> dict[str, object]:
    """Return the transport options for a broker of one's own.

    Nobody who sends a wake-up call waits for a broker that is away: one try, and a short one.

    Args:
        url: Address of the broker.
    """
    options: dict[str, object] = {"max_retries": 0}
    if url.startswith(("redis://", "rediss://")):
        options |= {
            "socket_connect_timeout": 1,
            "socket_timeout": 5,
            "socket_keepalive": True,
            # A wake-up call may be lost, so nobody needs to confirm it. Where confirmations are
            # sent, those that fail while the broker dies count as work for ever: the worker
            # would wait for them and take no further call.
            "ack_emulation": False,
        }
    return options
