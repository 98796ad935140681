"""Registers as lists, by the key in addresses and by model."""

from keqiao.web.registry.listings import firms, operation, outputs, people, platforms
from keqiao.web.registry.listings.definition import Listing, Viewer, platform_cell

LISTINGS: dict[str, Listing] = {
    listing.key: listing
    for room in (platforms, people, firms, outputs, operation)
    for listing in room.LISTINGS
}
BY_MODEL: dict[str, Listing] = {listing.model._meta.label: listing for listing in LISTINGS.values()}
"""Model label such as ``registry.Patent`` → its listing."""

PROFILE = ("people", "firms", "patents", "projects", "contracts", "qualifications", "equity", "commitments")
"""The registers that a platform's profile shows, in this order."""

__all__ = ["BY_MODEL", "LISTINGS", "PROFILE", "Listing", "Viewer", "platform_cell"]
