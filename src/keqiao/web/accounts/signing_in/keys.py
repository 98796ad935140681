"""Security keys (WebAuthn level 2), checked by ``fido2``.

The challenge is kept in the session between showing the page and sending the form; each is good for one answer.
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from keqiao.web.accounts.actors import Actor

STATE = "security_key_state"
LONGEST_ANSWER = 20_000


class KeyRefused(ValueError):
    """The answer of a security key does not fit: another challenge, another site, a wrong signature, or junk."""


@dataclass(frozen=True)
class Proven:
    """A key that has answered rightly: its credential data in base64 and its signature counter."""

    credential: str
    counter: int


def host(request: HttpRequest) -> str:
    """The host name of the site without port: what keys are bound to."""
    name = request.get_host()
    return name[: name.index("]") + 1] if name.startswith("[") else name.partition(":")[0]


def usable(request: HttpRequest) -> bool:
    """Whether browsers allow security keys here: a host name (no bare address), https or the own machine."""
    name = host(request)
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return request.is_secure() or name == "localhost"
    return False


def _server(request: HttpRequest) -> Any:
    """The verifier for this host."""
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    return Fido2Server(PublicKeyCredentialRpEntity(id=host(request), name="Keqiao"))


def _credentials(kept: Iterable[str]) -> list[Any]:
    """Credential data from base64."""
    from fido2.webauthn import AttestedCredentialData

    return [AttestedCredentialData(base64.b64decode(text)) for text in kept]


def ask_to_register(request: HttpRequest, user: Actor, kept: Iterable[str]) -> str:
    """The options for ``navigator.credentials.create`` as JSON; keys that are ``kept`` already are excluded."""
    from fido2.webauthn import (
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    handle = salted_hmac("keqiao.security_key", str(user.pk), algorithm="sha256").digest()
    person = PublicKeyCredentialUserEntity(id=handle, name=user.get_username(), display_name=str(user))
    options, state = _server(request).register_begin(
        person,
        credentials=_credentials(kept),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    request.session[STATE] = state
    return json.dumps(dict(options))


def registered(request: HttpRequest, answer: str) -> Proven:
    """Check the answer of ``navigator.credentials.create``. Raises KeyRefused."""
    state = request.session.pop(STATE, None)
    try:
        proven = _server(request).register_complete(state, _read(answer))
        return Proven(
            base64.b64encode(bytes(proven.credential_data)).decode("ascii"),
            int(proven.counter),
        )
    except Exception as error:  # (whatever a made-up answer makes the parsers raise)
        raise KeyRefused(str(error)) from error


def ask_to_prove(request: HttpRequest, kept: Iterable[str]) -> str:
    """The options for ``navigator.credentials.get`` as JSON."""
    from fido2.webauthn import UserVerificationRequirement

    options, state = _server(request).authenticate_begin(
        _credentials(kept), user_verification=UserVerificationRequirement.DISCOURAGED
    )
    request.session[STATE] = state
    return json.dumps(dict(options))


def proven(request: HttpRequest, answer: str, kept: Iterable[str]) -> Proven:
    """Check the answer of ``navigator.credentials.get`` by one of the keys that are ``kept``. Raises KeyRefused.

    The caller compares the counter with the last one: one that did not grow betrays a copied key.
    """
    from fido2.webauthn import AuthenticationResponse

    state = request.session.pop(STATE, None)
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        credential = _server(request).authenticate_complete(state, _credentials(kept), response)
        return Proven(
            base64.b64encode(bytes(credential)).decode("ascii"),
            int(response.response.authenticator_data.counter),
        )
    except Exception as error:  # (whatever a made-up answer makes the parsers raise)
        raise KeyRefused(str(error)) from error


def _read(answer: str) -> dict[str, Any]:
    """The JSON of an answer."""
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("an answer longer than any key gives")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise ValueError("an answer that is no object")
    return read
