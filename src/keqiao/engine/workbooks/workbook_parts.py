"""Where the parts of a workbook stand: sheet by name, styles, shared texts; by the package's relations."""

from __future__ import annotations

from dataclasses import dataclass

from keqiao.files.markup import MarkupError, prefixed
from keqiao.files.packages import Package

MOST_SHEETS = 10_000


@dataclass(frozen=True)
class WorkbookParts:
    """The parts of a workbook: sheet → part, and the styles and the shared texts where it has any."""

    sheets: dict[str, str]
    styles: str | None
    strings: str | None = None


def workbook_of(package: Package) -> str | None:
    """The part that lists the sheets; None in a package that is no workbook. Raises FileProblem."""
    parts: list[str] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            part = package.find(attributes.get("Target", ""))
            if part is not None and not part.lower().startswith(("word/", "ppt/")):
                parts.append(part)

    relations = package.find("_rels/.rels")
    if relations is not None:
        package.pull(relations, relation)
    named = (name for name in package.names if name.lower().endswith("workbook.xml"))
    return parts[0] if parts else next(named, None)


def read_parts(package: Package, workbook: str) -> WorkbookParts:
    """Follow the relations of a workbook. Raises FileProblem for parts that are damaged or beyond the bounds."""
    folder, _, file = workbook.rpartition("/")
    relations = package.find(f"{folder}/_rels/{file}.rels")
    if relations is None:
        return WorkbookParts({}, None)
    targets: dict[str, str] = {}
    others: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        part = package.find(target if target.startswith("/") else f"{folder}/{target}")
        if name == "Relationship" and part is not None:
            targets[attributes.get("Id", "")] = part
            kind = attributes.get("Type", "").rpartition("/")[2]
            if kind in {"styles", "sharedStrings"}:
                others.setdefault(kind, part)
            if len(targets) > MOST_SHEETS:
                raise MarkupError("too many relations")

    sheets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            identity = prefixed(attributes, "id")
            if identity in targets:
                sheets[attributes.get("name", "")] = targets[identity]

    package.pull(relations, relation)
    package.pull(workbook, sheet)
    return WorkbookParts(
        sheets,
        others.get("styles") or package.find("xl/styles.xml"),
        others.get("sharedStrings") or package.find("xl/sharedStrings.xml"),
    )
