"""An indicator whose name speaks of one measure while its formula reads another.

Names are compared by pairs of neighbouring characters. The finding needs strong grounds: the indicator's name holds a
whole measure name that the formula does not read, or what sets another measure apart from those read and nothing of
what sets those apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.schemes.checking.context import Context, Leaf
from keqiao.language import Bilingual, message, with_codes


def check_naming(context: Context) -> Iterator[DocumentFinding]:
    """A warning for each indicator (also where a variant names it anew) that speaks of another measure."""
    for leaf in context.all_leaves:
        site = context.site(leaf.at("formula")) or context.site((*leaf.written, "formula"))
        if site is None or site.expression is None:
            continue
        read = _lineage(context, set(site.expression.names))
        if leaf.indicator.denominator is not None:
            below = context.site(leaf.at("denominator")) or context.site((*leaf.written, "denominator"))
            read = read | _lineage(
                context, set(below.expression.names) if below and below.expression else set()
            )
        # An indicator may be named after its yardstick: 目标完成率 divides by the target.
        where = leaf.at("score")
        for other in context.sites:
            if other.path[: len(where)] == where and other.expression is not None:
                read = read | _lineage(context, set(other.expression.names))
        keys = context.replaced_keys(leaf)
        if keys is not None and "name" not in keys:
            continue
        yield from _judge(context, leaf, read)


def _lineage(context: Context, names: set[str]) -> set[str]:
    """Measures read directly or through computed ones."""
    codes: set[str] = set()
    waiting = [name for name in names if name in context.measures]
    while waiting:
        name = waiting.pop()
        if name in codes:
            continue
        codes.add(name)
        measure = context.measures[name]
        site = next((s for s in context.sites if s.role == "measure" and s.owner == name), None)
        if site is not None and site.expression is not None:
            waiting += [other for other in site.expression.names if other in context.measures]
        if measure.previous_of is not None and measure.previous_of.measure in context.measures:
            waiting.append(measure.previous_of.measure)
    return codes


def _judge(context: Context, leaf: Leaf, read: set[str]) -> Iterator[DocumentFinding]:
    if not read:
        return
    name = _plain(leaf.indicator.name)
    ours = {_plain(context.measures[code].name): code for code in read}
    covered = [other for other in ours if other in name]
    for code, measure in context.measures.items():
        if code in read:
            continue
        other = _plain(measure.name)
        if len(other) < 2 or other in ours:
            continue
        whole = len(other) >= 3 and other in name and not any(other in mine for mine in covered)
        if not whole and not _apart(name, other, list(ours)):
            continue
        yield context.finding(
            "warning",
            "naming",
            leaf.at("formula"),
            message(
                "the name “{name}” speaks of {other} ({code}), but the formula reads {read}",
                name=leaf.indicator.name,
                other=measure.name,
                code=code,
                read=with_codes((context.measures[code].name, code) for code in sorted(read)),
            ),
            message("Read {code}, or name the indicator after what it reads.", code=code),
        )
        return


def _apart(name: str, other: str, ours: list[str]) -> bool:
    """Whether ``name`` holds what sets ``other`` apart from the measure read that is most like it, not the reverse."""
    theirs, pairs = _pairs(other), _pairs(name)
    mine = max(ours, key=lambda item: len(_pairs(item) & theirs))
    shared = _pairs(mine) & theirs
    elsewhere = set[str]().union(*(_pairs(item) for item in ours))
    special = theirs - elsewhere
    return (
        len(shared) >= 2
        and not any(item in name for item in ours if item == mine)
        and bool(special & pairs)
        and len(special & pairs) >= (len(special) + 1) // 2
        and not (_pairs(mine) - theirs) & pairs
    )


def _plain(name: Bilingual) -> str:
    """The Chinese name without brackets, signs and blanks."""
    return re.sub(r"[（(][^（()）]*[)）]|[^\w&]", "", name.zh)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
