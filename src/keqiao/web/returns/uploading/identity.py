"""Which form a workbook is: hidden in it and sealed, with the state of every cell when it was downloaded.

A very hidden sheet holds rows of key and value, the last one a seal (HMAC under the installation's secret). A custom
property repeats whose form it is, so that a file that lost its hidden sheet is told from a foreign one.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.grid import Grid
from keqiao.engine.workbooks.identity import IDENTITY_SHEET
from keqiao.web.returns.models import Cell, Collection, Return

FORM, MANY = "form", "many"
PROPERTY = "keqiao"
_SIGNER = signing.Signer(salt="keqiao.returns.workbook")


@dataclass(frozen=True)
class Mark:
    """A cell as it was downloaded: its edition, and a digest of its contents."""

    edition: int
    digest: str


@dataclass
class Downloaded:
    """A form as it was downloaded: the platform's code, the version, a mark for each cell by measure code."""

    platform: str
    version: int
    cells: dict[str, Mark] = field(default_factory=dict)


@dataclass
class WorkbookIdentity:
    """What a workbook says of itself. ``kind``: one platform's form, or the bureau's of many; ``forms`` by key."""

    kind: str
    collection: int
    period: str
    codes: list[str]
    forms: dict[int, Downloaded]


def content_digest(value: Decimal | None, not_applicable: bool, comment: str) -> str:
    """Return a short digest of what stands in a cell: enough to tell whether somebody changed it."""
    said = f"{'' if value is None else format(value, '.6f')}|{not_applicable:d}|{comment}"
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def identity_of(
    kind: str, collection: Collection, forms: Iterable[tuple[Return, dict[str, Cell]]]
) -> WorkbookIdentity:
    """Return the identity of a workbook that is about to be written."""
    codes = [item.measure.code for item in collection.items.select_related("measure")]
    return WorkbookIdentity(
        kind,
        collection.pk,
        collection.period,
        codes,
        {
            form.pk: Downloaded(
                form.platform.code,
                form.version,
                {
                    code: Mark(cell.edition, content_digest(cell.value, cell.not_applicable, cell.comment))
                    for code, cell in cells.items()
                },
            )
            for form, cells in forms
        },
    )


def identity_rows(identity: WorkbookIdentity) -> list[tuple[str, str]]:
    """Return the rows of the hidden sheet, the seal last."""
    rows = [
        ("keqiao", "returns"),
        ("kind", identity.kind),
        ("collection", f"c{identity.collection}"),
        ("period", identity.period),
        ("figures", " ".join(identity.codes)),
    ]
    for pk, form in identity.forms.items():
        marks = " ".join(_written(form.cells.get(code)) for code in identity.codes)
        rows.append((f"form {pk}", f"{form.platform}|{form.version}|{marks}"))
    return [*rows, ("seal", _seal(rows))]


def write_identity(book: Any, identity: WorkbookIdentity) -> None:
    """Write the hidden sheet and the custom property into an XlsxWriter workbook."""
    rows = identity_rows(identity)
    sheet = book.add_worksheet(IDENTITY_SHEET)
    for at, (key, value) in enumerate(rows):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, value)
    sheet.very_hidden()
    of_form = next((f"form {pk} v{form.version} " for pk, form in identity.forms.items()), "")
    about = of_form if identity.kind == FORM else ""
    book.set_custom_property(PROPERTY, f"returns collection {identity.collection} {about}{rows[-1][1]}"[:255])


def read_identity(grid: Grid | None, content: bytes) -> WorkbookIdentity:
    """Read the hidden sheet. Raises ValidationError for a foreign file, a lost sheet and an altered one."""
    rows = [
        (str(row[0]), str(row[1]))
        for row in (grid.rows if grid is not None else [])
        if len(row) > 1 and row[0]
    ]
    if not rows or rows[0] != ("keqiao", "returns"):
        raise ValidationError(_lost() if _has_property(content) else _foreign())
    if rows[-1][0] != "seal" or not _is_sealed(rows[:-1], rows[-1][1]):
        raise ValidationError(
            _(
                "The hidden sheet that says whose form this is was altered, or comes from another installation. "
                "Download the form again and copy your figures into it."
            )
        )
    said = dict(rows)
    codes = said["figures"].split()
    return WorkbookIdentity(
        said["kind"],
        int(said["collection"][1:]),
        said["period"],
        codes,
        {int(key[5:]): _form(value, codes) for key, value in rows if key.startswith("form ")},
    )


def _written(mark: Mark | None) -> str:
    return f"{mark.edition}-{mark.digest}" if mark else "-"


def _form(value: str, codes: list[str]) -> Downloaded:
    platform, version, marks = value.split("|", 2)
    cells = {}
    for code, mark in zip(codes, marks.split(" "), strict=True):
        edition, _dash, digest = mark.partition("-")
        if edition:
            cells[code] = Mark(int(edition), digest)
    return Downloaded(platform, int(version), cells)


def _text(rows: list[tuple[str, str]]) -> str:
    return hashlib.sha256("\n".join(f"{key}={value}" for key, value in rows).encode()).hexdigest()


def _seal(rows: list[tuple[str, str]]) -> str:
    return _SIGNER.signature(_text(rows))


def _is_sealed(rows: list[tuple[str, str]], seal: str) -> bool:
    """Whether the seal is right under the present secret or a former one."""
    try:
        _SIGNER.unsign(f"{_text(rows)}:{seal}")
    except signing.BadSignature:
        return False
    return True


def _has_property(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = archive.getinfo("docProps/custom.xml")
            return part.file_size < 100_000 and f'name="{PROPERTY}"'.encode() in archive.read(part)
    except Exception:  # a damaged archive is told about by who opens it
        return False


def _lost() -> str:
    return _(
        "The hidden sheet that says whose form this is is gone from the file. "
        "Download the form again and copy your figures into it."
    )


def _foreign() -> str:
    return _(
        "This file is not a form of this system. Download the form on its page, fill it in and upload that file."
    )
