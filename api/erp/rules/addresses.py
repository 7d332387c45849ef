"""Where a source may be: hosts of shops' networks, never this machine's own link or a cloud's metadata."""

import ipaddress
import re
from collections.abc import Iterable
from typing import TypeAlias

from api.core.errors import BadInput

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_HOST = 255
_NAME = re.compile(
    r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?(\\[A-Za-z0-9_$]{1,32})?"
)
# "this network", link-local, reserved and broadcast, and the addresses at which clouds tell secrets to their machines
_NEVER = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.0/3",
        "100.100.100.200/32",
        "168.63.129.16/32",
        "192.0.0.192/32",
        "::/128",
        "fe80::/10",
        "ff00::/8",
        "fd00:ec2::/32",
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOW_BITS = 0xFFFFFFFF


def clean_host(text: str) -> str:
    r"""A name, an address, or a name with SQL Server's instance (`SRV\SHOP`). Refuses ports, paths and URLs.

    What a driver would read as more than a host never reaches it: the port has a field of its own.
    """
    host = text.strip()
    bare = host.removeprefix("[").removesuffix("]")
    if len(host) <= MAX_HOST and (_NAME.fullmatch(host) or _address(bare)):
        return bare
    raise BadInput("Please give the host as a name or an address, without a port.", path=("host",))


def name_of(host: str) -> str:
    """The host without SQL Server's instance."""
    return host.partition("\\")[0]


def check_addresses(host: str, addresses: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuses a host one of whose addresses is never read, or is not among the allowed hosts and networks, if any."""
    found = [each for each in map(_address, addresses) if each is not None]
    if any(_is_never_read(each) for each in found):
        raise BadInput("This address cannot be read from here.", path=("host",))
    permitted = [each.lower() for each in allowed]
    if permitted and not _is_permitted(name_of(host).lower().rstrip("."), found, permitted):
        raise BadInput("This host is not among those that this installation may read.", path=("host",))


def _is_permitted(name: str, addresses: Iterable[Address], permitted: Iterable[str]) -> bool:
    if name in permitted:
        return True
    networks = [network for each in permitted if (network := _network(each)) is not None]
    told = list(addresses)
    return bool(told) and all(any(each in network for network in networks) for each in told)


def _is_never_read(address: Address) -> bool:
    plain = _plain(address)
    return plain.is_multicast or any(plain in network for network in _NEVER)


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & _LOW_BITS)
    return address.ipv4_mapped or address.sixtofour or address


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
