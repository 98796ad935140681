"""The network address of a client, also behind a reverse proxy.

``X-Forwarded-For`` is believed only as far as it was written by proxies that the operator has named
(KEQIAO_BEHIND_PROXY): the list is read from its right end, and the first address that is no trusted proxy is the
client. What stands left of it anybody may have made up. What others send under these names is taken off the request.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: HttpRequest) -> str | None:
    """The client's address in its canonical form; None where the server saw none (a local socket)."""
    return _canonical(str(request.META.get("REMOTE_ADDR") or ""))


def counted_address(request: HttpRequest) -> str | None:
    """The address under which failures are counted: of IPv6 the network of 64 bits, which is one subscriber's."""
    address = client_address(request)
    if address is None or ":" not in address or ipaddress.ip_address(address).is_loopback:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def _canonical(text: str) -> str | None:
    """An address without brackets, port or zone; None when it is none."""
    text = text.strip().partition("%")[0]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _networks(proxies: list[str]) -> list[Network]:
    """The trusted proxies that are addresses or networks; other words (a star) name none."""
    networks: list[Network] = []
    for text in proxies:
        try:
            networks.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            continue
    return networks


FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_FORWARDED",
)
"""What only a proxy may say of a request."""


def is_proxy(peer: str, proxies: list[str]) -> bool:
    """Whether ``peer`` is one of ``proxies``: addresses, networks, or a star for whoever connects.

    A peer without an address is a proxy on a local socket: nobody else reaches that.
    """
    address = _canonical(peer)
    if "*" in proxies or address is None:
        return True
    return _is_in(address, _networks(proxies))


def _is_in(text: str, networks: list[Network]) -> bool:
    address = ipaddress.ip_address(text)
    return any(address.version == network.version and address in network for network in networks)


def forwarded_for(peer: str, header: str, proxies: list[str]) -> str | None:
    """The client's address for a request that came from ``peer`` with this ``X-Forwarded-For``.

    ``proxies`` are addresses and networks; a star trusts whoever connects, but only for the last hop.
    """
    here = _canonical(peer)
    if not is_proxy(peer, proxies):
        return here
    networks = _networks(proxies)
    for part in reversed(header.split(",")[-50:]):
        there = _canonical(part)
        if there is None:
            break
        here = there
        if not _is_in(there, networks):
            break
    return here


class ProxiedAddress:
    """Put the client's address where everybody looks for it: ``REMOTE_ADDR``. Stands before all that asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with the address of the client instead of the proxy's, and nothing made up."""
        peer = str(request.META.get("REMOTE_ADDR") or "")
        if settings.BEHIND_PROXY and is_proxy(peer, settings.PROXIES):
            header = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = forwarded_for(peer, header, settings.PROXIES) or peer
        else:
            for name in FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)
