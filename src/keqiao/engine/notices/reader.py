"""A notice read by rules into a draft that an officer corrects: every row with its words and how sure it is.

Nothing is invented: what the text does not tell stays empty, and clauses with a figure or a day that went into no row
are listed as unread.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from keqiao.engine.notices.amendments import Amendment, changes_of
from keqiao.engine.notices.amounts import SupportRow, support_of
from keqiao.engine.notices.conditions import ConditionRow, conditions_of, exclusions_of, silent_points
from keqiao.engine.notices.contacts import NoticeContact, contacts_of
from keqiao.engine.notices.deadlines import Deadline, deadlines_of
from keqiao.engine.notices.heading import NoticeHeading, heading_of
from keqiao.engine.notices.layout import NoticeLayout, lay_out
from keqiao.engine.notices.practicalities import (
    HandingIn,
    copies_of,
    handing_in,
    materials_of,
)
from keqiao.engine.notices.quotas import QuotaRow, quotas_of
from keqiao.engine.notices.tables import deadlines_in, support_in, tables_of
from keqiao.engine.notices.tracks import Track, segments_of, tracks_of
from keqiao.engine.notices.unread import TakenValues, Unread, unread_of


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
    tables, applicant = tables_of(layout), _applicant(layout, heading)
    deadlines = deadlines_of(layout, applicant, list(deadlines_in(tables, layout, applicant)))
    rows = {passage.line for table in tables for _cells, passage in table.rows}
    segments = [segment for segment in segments if segment.passage.line not in rows]
    support = [*support_of(segments), *support_in(tables)]
    # A correction quotes the wrong wording, which is no condition.
    conditions = [] if amends else _besides(support, conditions_of(segments))
    exclusions, quotas = exclusions_of(segments), quotas_of(segments)
    changes = changes_of(layout) if amends else []
    taken = _taken(deadlines, support, conditions, quotas)
    whole = [
        *exclusions,
        *((part, change.line) for change in changes for part in (change.before, change.after)),
    ]
    lines = {row.line for rows in (deadlines, support, conditions, quotas) for row in rows}
    lines |= {line for _text, line in whole}
    silent = [] if amends else [Unread(text, line) for text, line in silent_points(segments, lines)]
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
        tuple(sorted([*unread_of(layout, taken, whole), *silent], key=lambda row: row.line)),
    )


def _applicant(layout: NoticeLayout, heading: NoticeHeading) -> str:
    if heading.domain == "人才":
        return "申报人"
    return "企业" if re.fullmatch("各(?:相关|有关)?企业", layout.addressees) else "申报单位"


def _besides(support: list[SupportRow], conditions: list[ConditionRow]) -> list[ConditionRow]:
    """The conditions without those that repeat an amount that is given (全年累计不超过12万元)."""
    given = {(row.line, value) for row in support for value in (row.fixed, row.least, row.most, row.rate)}
    cases = [row for row in support if row.when]
    return [
        row
        for row in conditions
        if row.value is None
        or (
            (row.line, row.value) not in given
            and not any(row.line == case.line and case.when in row.text for case in cases)
        )
    ]


def _taken(
    deadlines: list[Deadline],
    support: list[SupportRow],
    conditions: list[ConditionRow],
    quotas: list[QuotaRow],
) -> dict[int, TakenValues]:
    """The values of all rows by the line that they were read from."""
    taken: dict[int, TakenValues] = defaultdict(TakenValues)
    for deadline in deadlines:
        of_line = taken[deadline.line]
        of_line.days.update(moment.day for moment in (deadline.moment, deadline.replaces) if moment)
        of_line.add_words(deadline.derived)
    for row in support:
        of_line = taken[row.line]
        of_line.add("元", row.fixed, row.least, row.most)
        of_line.add("%", row.rate, *row.instalments)
        of_line.add("个百分点", row.rate_plus)
        of_line.add("年", row.years_most)
        of_line.add_words(row.when)
    for condition in conditions:
        for limit in condition.every():
            of_line = taken[limit.line]
            of_line.add(limit.unit, limit.value, limit.relaxed_to, limit.otherwise, limit.as_of)
            of_line.add_words(limit.when)
    for quota in quotas:
        taken[quota.line].add("名", quota.most, quota.least, quota.extra)
    return taken
