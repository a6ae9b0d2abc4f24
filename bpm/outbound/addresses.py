"""Which addresses and names are not the public Internet."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

# IANA's special-purpose registries, spelt out: the standard library's idea of them changes
# from one patch release to the next.
_SPECIAL: Final = tuple(
    (rule, ip_network(network))
    for rule, networks in {
        "unspecified": "0.0.0.0/8 ::/128",
        "loopback": "127.0.0.0/8 ::1/128",
        "link-local": "169.254.0.0/16 fe80::/10",
        "private": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
        "shared": "100.64.0.0/10",
        "multicast": "224.0.0.0/4 ff00::/8",
        # 168.63.129.16 is public by number, and Azure's machine configuration by use.
        "metadata": "168.63.129.16/32",
        "documentation": ("192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20"),
        "reserved": (
            "192.0.0.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.175.48.0/24 "
            "198.18.0.0/15 240.0.0.0/4 100::/64 2001::/23 5f00::/16"
        ),
    }.items()
    for network in networks.split()
)
# IPv6 forms that carry an IPv4 address: network, and how many bits stand right of it.
_CARRIERS: Final = (
    ("IPv4-mapped", IPv6Network("::ffff:0:0/96"), 0),
    ("IPv4-compatible", IPv6Network("::/96"), 0),
    ("IPv4-translated", IPv6Network("::ffff:0:0:0/96"), 0),
    ("NAT64", IPv6Network("64:ff9b::/96"), 0),
    ("NAT64", IPv6Network("64:ff9b:1::/48"), 0),
    ("6to4", IPv6Network("2002::/16"), 80),
)
_INNER_SUFFIXES: Final = frozenset(
    {"arpa", "corp", "home", "internal", "intranet", "lan", "local", "localdomain"}
    | {"localhost", "private", "svc"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHosts:
    """Exceptions that the operator has made.

    Args:
        names: Host names in lower case; ``*.example`` is every name below ``example``.
        networks: Addresses that may be called by whatever name.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "AllowedHosts":
        """Return the exceptions written as names, addresses and networks (``10.1.0.0/16``)."""
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                names.add(entry.lower().rstrip("."))
        return cls(names=frozenset(names), networks=tuple(networks))

    def has_name(self, host: str) -> bool:
        """Return whether a host may be called whatever its addresses are."""
        parents = host.split(".")
        return host in self.names or any(
            "*." + ".".join(parents[i:]) in self.names for i in range(1, len(parents))
        )

    def has_address(self, address: IPv4Address | IPv6Address) -> bool:
        """Return whether an address lies in one of the networks."""
        return any(address in network for network in self.networks)


def find_name_rule(host: str) -> str | None:
    """Return the rule by which a name is known to be internal, without asking anybody.

    Args:
        host: In lower case, without the dot of the root.
    """
    if host.rpartition(".")[2] in _INNER_SUFFIXES:
        return "internal name"
    return None if "." in host or ":" in host else "name without a domain"


def find_address_rule(address: IPv4Address | IPv6Address, allowed: AllowedHosts) -> str | None:
    """Return the rule by which an address is refused, such as ``loopback``; None where it is not.

    An IPv4 address inside an IPv6 address has to pass as well: a permitted NAT64 prefix does not
    permit what is private behind it.
    """
    carrier, inner = _unwrap(address)
    if inner is not None:
        inner_rule = find_address_rule(inner, allowed)
        if inner_rule is not None:
            return f"{inner_rule} as {carrier}"
    if allowed.has_address(address):
        return None
    if inner is not None:
        return carrier
    return next((rule for rule, network in _SPECIAL if address in network), None) or (
        None if address.is_global else "reserved"
    )


def _unwrap(address: IPv4Address | IPv6Address) -> tuple[str, IPv4Address | None]:
    if isinstance(address, IPv6Address) and int(address) > 1:
        for name, network, shift in _CARRIERS:
            if address in network:
                return name, IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return "", None


def find_literal(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host is written as, or None where it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
