"""A notice read by rules into a draft that an officer corrects: every row with its words and how sure it is.

Nothing is invented: what the text does not tell stays empty, and sentences with figures from which no row was taken are
listed as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from keqiao.engine.notices.amendments import Amendment, changes_of
from keqiao.engine.notices.amounts import SupportRow, support_of
from keqiao.engine.notices.conditions import (
    ConditionRow,
    QuotaRow,
    conditions_of,
    exclusions_of,
    quotas_of,
)
from keqiao.engine.notices.deadlines import Deadline, deadlines_of
from keqiao.engine.notices.heading import NoticeHeading, heading_of
from keqiao.engine.notices.layout import NoticeLayout, lay_out
from keqiao.engine.notices.practicalities import (
    HandingIn,
    NoticeContact,
    contacts_of,
    copies_of,
    handing_in,
    materials_of,
)
from keqiao.engine.notices.tracks import Track, segments_of, tracks_of
from keqiao.engine.phrases import read

_SENTENCE = re.compile(r"[^。；\n]{1,60}")
_TOLD_ELSEWHERE = re.compile("一式|联系|咨询|电话|邮箱|网址|附件|以下简称|印发|现转给")


@dataclass(frozen=True)
class Unread:
    """A sentence with figures from which no row was taken."""

    text: str
    line: int


@dataclass(frozen=True)
class NoticeReading:
    """All that was read from a notice."""

    layout: NoticeLayout
    heading: NoticeHeading
    tracks: tuple[Track, ...]
    deadlines: tuple[Deadline, ...]
    support: tuple[SupportRow, ...]
    conditions: tuple[ConditionRow, ...]
    exclusions: tuple[tuple[str, int], ...]
    quotas: tuple[QuotaRow, ...]
    changes: tuple[Amendment, ...]
    materials: tuple[str, ...]
    copies: dict[str, int]
    handing_in: HandingIn
    contacts: tuple[NoticeContact, ...]
    unread: tuple[Unread, ...]


def read_notice(text: str | Iterable[str]) -> NoticeReading:
    """Read a notice; ``text`` is the whole or its paragraphs."""
    layout = lay_out(text if isinstance(text, str) else list(text))
    heading = heading_of(layout)
    tracks = tracks_of(layout)
    segments = list(segments_of(layout, tracks))
    amends = heading.amends is not None
    deadlines = deadlines_of(layout, _applicant(layout, heading))
    support = support_of(segments)
    # A correction quotes the wrong wording, which is no condition.
    conditions = [] if amends else conditions_of(segments)
    exclusions, quotas = exclusions_of(segments), quotas_of(segments)
    changes = changes_of(layout) if amends else []
    sources = [
        *(deadline.source for deadline in deadlines),
        *(row.source for row in support),
        *(condition.text for condition in conditions),
        *(quota.text for quota in quotas),
        *(text for row in conditions for text in (other.text for other in row.alternatives)),
        *(text for text, _ in exclusions),
        *(part for change in changes for part in (change.before, change.after)),
        *(track.name for track in tracks),
    ]
    return NoticeReading(
        layout,
        heading,
        tuple(tracks),
        tuple(deadlines),
        tuple(support),
        tuple(conditions),
        tuple(exclusions),
        tuple(quotas),
        tuple(changes),
        tuple(materials_of(layout)),
        copies_of(layout),
        handing_in(layout),
        tuple(contacts_of(layout)),
        tuple(_unread(layout, sources)),
    )


def _applicant(layout: NoticeLayout, heading: NoticeHeading) -> str:
    if heading.domain == "人才":
        return "申报人"
    return "企业" if re.fullmatch("各(?:相关|有关)?企业", layout.addressees) else "申报单位"


def _unread(layout: NoticeLayout, sources: list[str]) -> Iterable[Unread]:
    titles = [_bare(source) for source in sources if source]
    for passage in layout.body:
        if _TOLD_ELSEWHERE.search(passage.heading):
            continue
        for match in _SENTENCE.finditer(passage.text):
            sentence = match.group().strip()
            bare = _bare(sentence)
            if any(part and (part in bare or bare in part) for part in titles) or _TOLD_ELSEWHERE.search(
                sentence
            ):
                continue
            if any(figure.value is not None for figure in read(sentence).figures) or re.search(
                r"\d{1,12}\s{0,4}[月日]", sentence
            ):
                yield Unread(sentence, passage.line)


def _bare(text: str) -> str:
    return re.sub(r"（[^（）]{0,60}）|[\s，；：。、]", "", text)
