"""Indicator systems as data: read, checked and explained before any figure comes."""

from keqiao.engine.schemes.checking import check
from keqiao.engine.schemes.explaining import explain_scheme
from keqiao.engine.schemes.loading import (
    SCHEMES,
    SchemeError,
    dump,
    fingerprint,
    load_scheme,
    packaged,
    read_scheme,
)
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.variants import indicator_for, resolved

__all__ = [
    "SCHEMES",
    "Scheme",
    "SchemeError",
    "check",
    "dump",
    "explain_scheme",
    "fingerprint",
    "indicator_for",
    "load_scheme",
    "packaged",
    "read_scheme",
    "resolved",
]
