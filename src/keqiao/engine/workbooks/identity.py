"""What a form or a result workbook says about the scheme it was made for, in a hidden sheet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.workbooks.grid import Grid
from keqiao.engine.workbooks.problems import Findings, refused
from keqiao.language import message

IDENTITY_SHEET = "_keqiao"
"""The hidden sheet; rows of key and value."""


def asked_digest(scheme: Scheme) -> str:
    """SHA-256 over what a form asks for: the measures and attributes, not weights and yardsticks.

    A scheme whose weights were changed reads the same forms.
    """
    content = {
        "measures": [measure.model_dump(mode="json") for measure in scheme.measures],
        "attributes": [attribute.model_dump(mode="json") for attribute in scheme.attributes],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_BASES: dict[str, Literal["", "reported", "verified", "both"]] = {
    "reported": "reported",
    "verified": "verified",
    "both": "both",
}


@dataclass(frozen=True)
class FileOrigin:
    """What a file says of itself: demonstration data or not; for results, which periods and basis were evaluated."""

    demonstration: bool = False
    periods: tuple[str, ...] = ()
    basis: Literal["", "reported", "verified", "both"] = ""


UNKNOWN = FileOrigin()
"""A file that says nothing of itself."""


def identity_of(scheme: Scheme, kind: str, *, demonstration: bool = False) -> dict[str, str]:
    """The rows of the hidden sheet; ``kind`` is form or results. The mark of demonstration data goes with the file."""
    return {
        "keqiao": kind,
        "scheme": scheme.code,
        "version": scheme.version,
        "asked": asked_digest(scheme),
        "demonstration": "yes" if demonstration else "no",
    }


def check_identity(grid: Grid, scheme: Scheme, findings: Findings) -> FileOrigin:
    """Refuse a form of another scheme; say when it asks for other figures. Returns what the file says of itself."""
    sentence = {str(row[0]): str(row[1]) for row in grid.rows if len(row) > 1}
    if sentence.get("scheme", scheme.code) != scheme.code:
        raise refused(
            "other_scheme",
            message(
                "The file was made for the scheme {other}, not for {scheme}.",
                other=sentence["scheme"],
                scheme=scheme.code,
            ),
            message(
                "Take the form of this scheme: keqiao template {scheme} -o form.xlsx", scheme=scheme.code
            ),
        )
    if sentence.get("asked", "") not in {"", asked_digest(scheme)}:
        findings.add(
            "warning",
            "other_form",
            message(
                "The file was made for version {other} of the scheme, which asks for other figures than {version}.",
                other=sentence.get("version", "?"),
                version=scheme.version,
            ),
            message("Compare the measures, or fill in a new form."),
        )
    return FileOrigin(
        sentence.get("demonstration") == "yes",
        tuple(period for period in sentence.get("periods", "").split(",") if period),
        _BASES.get(sentence.get("basis", ""), ""),
    )
