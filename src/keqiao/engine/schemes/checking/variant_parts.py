"""Variants that replace what is not there, change nothing, or make no indicator."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from keqiao.engine.documents.complaints import findings_of
from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path, Position, Positions
from keqiao.engine.schemes.checking.context import Context
from keqiao.engine.schemes.checking.names import unknown
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.engine.schemes.variants import FIXED, replaced
from keqiao.language import message


def check_variants(context: Context) -> Iterator[DocumentFinding]:
    """Each variant, and each indicator that it replaces."""
    nodes = {node.code: node for _, node in context.nodes}
    for place, variant in enumerate(context.scheme.variants):
        for code in variant.exclude:
            if code not in nodes:
                yield unknown(context, ("variants", place, "exclude"), code, list(nodes), "node")
            elif code in variant.replace:
                yield context.finding(
                    "warning",
                    "variants.both",
                    ("variants", place, "replace", code),
                    message("{code} is replaced and excluded", code=code),
                    message("Remove one."),
                )
        for code, keys in variant.replace.items():
            path: Path = ("variants", place, "replace", code)
            node = nodes.get(code)
            if node is None:
                yield unknown(context, path, code, list(nodes), "node")
            elif isinstance(node, Branch):
                if set(keys) - {"weight"}:
                    yield context.finding(
                        "error",
                        "variants.branch",
                        path,
                        message("{code} is a branch: a variant can only give it another weight", code=code),
                        message("Replace its indicators one by one."),
                    )
            else:
                yield from _indicator(context, path, node, place, code)
        if not variant.replace and not variant.exclude and variant.grade is None:
            yield _nothing(context, ("variants", place))


def _indicator(
    context: Context, path: Path, leaf: Indicator, place: int, code: str
) -> Iterator[DocumentFinding]:
    variant = context.scheme.variants[place]
    keys = variant.replace[code]
    for key in sorted(FIXED & set(keys)):
        yield context.finding(
            "error",
            "variants.fixed",
            (*path, key),
            message("a variant cannot give another `{key}`", key=key),
            message("Remove it."),
        )
    if FIXED & set(keys):
        return
    try:
        other = replaced(leaf, variant)
    except ValidationError as error:
        merged = {**leaf.model_dump(by_alias=True, exclude_unset=True), **keys}
        for finding in findings_of(error, merged, _moved(context.positions, path, merged), Indicator):
            prefix = context.finding("error", "", path, message("")).key
            key = f"{prefix}.{finding.key}" if finding.key else prefix
            yield DocumentFinding(
                "error",
                finding.message,
                key,
                finding.file,
                finding.line,
                finding.column,
                finding.check,
                remedy=finding.remedy,
            )
        return
    if other == leaf:
        yield _nothing(context, path)


def _moved(positions: Positions, path: Path, data: object) -> Positions:
    """The places below ``path`` as places of a document of their own."""
    depth = len(path)

    def below(table: dict[Path, Position]) -> dict[Path, Position]:
        return {key[depth:]: place for key, place in table.items() if key[:depth] == path}

    moved = Positions(positions.file, data, below(positions.keys), below(positions.values))
    moved.values.setdefault((), positions.of(path))
    return moved


def _nothing(context: Context, path: Path) -> DocumentFinding:
    return context.finding(
        "warning",
        "variants.nothing",
        path,
        message("this changes nothing"),
        message("Write what differs, or remove it."),
    )
