"""The network address of a client, also behind a reverse proxy.

``X-Forwarded-For`` is believed only where the operator says that a proxy stands in front (KEQIAO_BEHIND_PROXY) and only
as far as it was written by proxies that are trusted (KEQIAO_PROXIES): the list is read from its right end, and the
first address that is no trusted proxy is the client. What stands left of it anybody may have made up.
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
    found: list[Network] = []
    for text in proxies:
        try:
            found.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            continue
    return found


def forwarded_for(peer: str, header: str, proxies: list[str]) -> str | None:
    """The client's address for a request that came from ``peer`` with this ``X-Forwarded-For``.

    ``proxies`` are addresses and networks; a star trusts whoever connects, but only for the last hop.
    """
    here = _canonical(peer)
    networks = _networks(proxies)

    def trusted(text: str) -> bool:
        address = ipaddress.ip_address(text)
        return any(address.version == network.version and address in network for network in networks)

    if "*" not in proxies and here is not None and not trusted(here):
        return here
    for part in reversed(header.split(",")[-50:]):
        there = _canonical(part)
        if there is None:
            break
        here = there
        if not trusted(there):
            break
    return here


class ProxiedAddress:
    """Put the client's address where everybody looks for it: ``REMOTE_ADDR``. Stands before all that asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with the address of the client instead of the proxy's."""
        header = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if settings.BEHIND_PROXY and header:
            peer = str(request.META.get("REMOTE_ADDR") or "")
            request.META["REMOTE_ADDR"] = forwarded_for(peer, header, settings.PROXIES) or peer
        return self.get_response(request)
