"""Indicator systems as data: read, checked and explained before any figure comes."""

from keqiao.engine.schemes.checking import check
from keqiao.engine.schemes.explaining import explain_scheme
from keqiao.engine.schemes.findings import Finding, SchemeError
from keqiao.engine.schemes.loading import Reading, dump, fingerprint, load_scheme, packaged, read_scheme
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.variants import indicator_for, resolved

__all__ = [
    "Finding",
    "Reading",
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
