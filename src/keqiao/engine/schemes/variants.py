"""Variants resolved: what an indicator is for units to which a different yardstick applies."""

from __future__ import annotations

from keqiao.engine.schemes.scheme import Scheme, Variant
from keqiao.engine.schemes.tree import Indicator

FIXED = frozenset({"code", "weight", "children"})
"""Keys of an indicator that a variant cannot replace: weights differ by profile, not by variant."""


def indicator_for(scheme: Scheme, variant: str, indicator: str) -> Indicator:
    """The indicator ``indicator`` as it holds under the variant ``variant``; both are codes.

    Raises KeyError for an unknown code, ``pydantic.ValidationError`` where the replaced keys make no indicator.
    """
    part = next((item for item in scheme.variants if item.code == variant), None)
    leaf = next((item for item in scheme.leaves() if item.code == indicator), None)
    if part is None or leaf is None:
        raise KeyError(variant if part is None else indicator)
    return replaced(leaf, part)


def replaced(leaf: Indicator, variant: Variant) -> Indicator:
    """``leaf`` with the keys that ``variant`` gives it; itself where it gives none."""
    keys = variant.replace.get(leaf.code)
    if not keys:
        return leaf
    written = leaf.model_dump(by_alias=True, exclude_unset=True)
    return Indicator.model_validate({**written, **keys})


def resolved(scheme: Scheme) -> dict[str, dict[str, Indicator]]:
    """For each variant the indicators that it replaces, by code."""
    leaves = {leaf.code: leaf for leaf in scheme.leaves()}
    return {
        variant.code: {code: replaced(leaves[code], variant) for code in variant.replace if code in leaves}
        for variant in scheme.variants
    }
