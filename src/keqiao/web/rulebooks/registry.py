"""All kinds of documents, as the rooms declare them."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from keqiao.web.rulebooks.kind import Kind
from keqiao.web.site.rooms import Registry

KINDS: Registry[Kind[Any]] = Registry("rulebooks.kinds")
"""All kinds, in the order of the rooms."""


def kind_of(code: str) -> Kind[Any]:
    """Return the kind of a code. Raises Http404."""
    for kind in KINDS:
        if kind.code == code:
            return kind
    raise Http404
