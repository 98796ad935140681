"""The importers of the product, as the rooms declare them (``provides={"imports.importers": …}``)."""

from __future__ import annotations

from typing import Any

from keqiao.web.site.rooms import Registry

IMPORTERS: Registry[Any] = Registry("imports.importers")
"""Instances of :class:`keqiao.web.imports.importer.Importer`."""


def importer_of(key: str) -> Any:
    """Return the importer of a plan or an address. Raises KeyError."""
    return {importer.key: importer for importer in IMPORTERS}[key]
