"""What an evidence file is and says, found in a process of its own: its type by its content, programs, secrecy marks.

:func:`examine` is the task; it knows no Django. A file must really open: a PDF has a page, a picture can be decoded,
the parts of an Office or OFD document are well-formed. The text goes by once, without tags, blanks and characters that
nobody sees, in whatever encoding the part declares; character references are resolved.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from keqiao.files.markup import Elements
from keqiao.files.packages import Package, too_large
from keqiao.files.problems import FileProblem
from keqiao.language import message
from keqiao.web.facts import pdf_pages, photographs

MAX_SCANNED = 64 * 1024 * 1024
"""Most unpacked bytes of a document that are looked through; one that unpacks to more is refused."""

OFFICE = "application/vnd.openxmlformats-officedocument."
SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
MEMBERS = {
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "OFD.xml": "application/ofd",
}
PROGRAMS = frozenset(
    {
        "exe",
        "dll",
        "com",
        "scr",
        "pif",
        "cpl",
        "msi",
        "msp",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "wsh",
        "hta",
        "jar",
        "lnk",
        "reg",
        "sh",
        "elf",
        "app",
        "apk",
        "xlsm",
        "xltm",
        "xlam",
        "xll",
        "docm",
        "dotm",
        "pptm",
    }
)
"""Extensions of what runs when it is opened."""
RUNNING = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
"""What programs begin with."""
EMBEDDED = ("_VBA_PROJECT".encode("utf-16-le"), b"This program cannot be run in DOS mode")
"""What stands within a container that holds macros or a program."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

_MARKS = r"绝密|机密|秘密"
NAME_MARK = re.compile(r"绝密|机密|(?<!商业)秘密")
"""A secrecy mark in a file name or title; 商业秘密 (trade secret) is no state secret."""
TEXT_MARK = re.compile(rf"(?:{_MARKS})[★☆]")
"""The mark as it stands on a classified document: 机密★10年 (GB/T 9704)."""


def bare(text: str) -> str:
    """A text without blanks and characters that nobody sees, wide letters narrow: the form that marks are sought in."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text)
        if not letter.isspace() and unicodedata.category(letter) not in {"Cc", "Cf", "Mn"}
    )


def examine(path: Path) -> bytes:
    """The task in the process: ``{"type": …, "mark": …}`` as JSON. Raises FileProblem for what is not accepted."""
    with path.open("rb") as stream:
        head = stream.read(8)
    kind = next((kind for signature, kind in SIGNATURES.items() if head.startswith(signature)), "")
    if kind == "application/pdf":
        mark = _of_pdf(path)
    elif kind:
        photographs.require_picture(path)
        mark = ""
    elif head.startswith(b"PK"):
        kind, mark = _of_package(path)
    else:
        raise _not_accepted()
    return json.dumps({"type": kind, "mark": mark}).encode()


def _of_pdf(path: Path) -> str:
    with pdf_pages.document(path) as opened:
        if not len(opened):
            raise pdf_pages.damaged()
        text = pdf_pages.text_of(opened)
    return _mark_in(bare(text))


def _of_package(path: Path) -> tuple[str, str]:
    with Package(path) as package:
        _refuse_programs(package)
        kind = next((kind for member, kind in MEMBERS.items() if package.find(member)), "")
        if not kind:
            raise _not_accepted()
        seeker = _Seeker()
        left = MAX_SCANNED
        for name in package.names:
            if name.lower().endswith(".xml"):
                size = package.size(name)
                left -= size
                if left < 0:
                    raise too_large(package.unpacked)
                markup = Elements(lambda _name, _attributes: None)
                markup.text = seeker
                package.read_into(name, markup, size)
                seeker.end_part()
        return kind, seeker.mark


class _Seeker:
    """Called with text as it goes by; remembers the first mark, also one that is split over several pieces."""

    def __init__(self) -> None:
        self.mark = ""
        self._rest = ""

    def __call__(self, text: str) -> None:
        """Take the next piece of text."""
        if not self.mark:
            text = self._rest + bare(text)
            self.mark, self._rest = _mark_in(text), text[-4:]

    def end_part(self) -> None:
        """A part ends: no mark reaches over into the next."""
        self._rest = ""


def _refuse_programs(package: Package) -> None:
    """Refuse macros and programs, however they are named."""
    for name in package.names:
        base = PurePosixPath(name.replace("\\", "/")).name.casefold()
        extension = base.rpartition(".")[2] if "." in base else ""
        if base == "vbaproject.bin" or extension in PROGRAMS:
            raise _program(base)
        if extension == "xml" or name.endswith("/"):
            continue
        with package.open(name) as stream:
            block = stream.read(1 << 16)
            if block.startswith(RUNNING):
                raise _program(base)
            if block.startswith(_OLE):
                _refuse_embedded(block, stream.read, base)


def _refuse_embedded(block: bytes, read: Callable[[int], bytes], base: str) -> None:
    longest = max(len(sign) for sign in EMBEDDED)
    while block:
        if any(sign in block for sign in EMBEDDED):
            raise _program(base)
        more = read(1 << 16)
        block = block[-longest:] + more if more else b""


def _program(base: str) -> FileProblem:
    return FileProblem(
        "program",
        message(
            "The document holds a macro or a program ({name}); such documents are not accepted.",
            name=base[:60],
        ),
        message("Save it as .docx or .xlsx without macros, or as PDF."),
    )


def _mark_in(text: str) -> str:
    match = TEXT_MARK.search(text)
    return match.group() if match else ""


def _not_accepted() -> FileProblem:
    return FileProblem(
        "not_accepted",
        message("Only PDF, OFD, PNG, JPEG, Excel (.xlsx) and Word (.docx) files are accepted."),
    )
