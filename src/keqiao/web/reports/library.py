"""Media coverage and approved paragraphs: what is recorded and decided, and what reports insert.

A section inserts a paragraph by a line ``{{段落 P2026-001}}``: the words stay those that were approved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.language import Message, message
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present, today
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import Platform
from keqiao.web.reports.library_procedures import LIBRARY, STORIES
from keqiao.web.reports.models import (
    ApprovedParagraph,
    MediaStory,
    ParagraphState,
    ReportState,
    StoryState,
    SurveyReport,
)
from keqiao.web.reports.models.coverage import LONGEST_STORY
from keqiao.web.reports.models.paragraphs import LONGEST_PARAGRAPH

INSERTED = re.compile(r"\{\{\s*(?:段落|paragraph)\s*(?P<code>[^{}\s]{1,30})\s*\}\}")
_STRUCTURE = re.compile(r"^\s*(?:#|\||!\[|---)", re.MULTILINE)


class ChannelCount(NamedTuple):
    """How much was told by a channel, and how many persons it reached as far as outlets tell."""

    channel: str
    words: str
    stories: int
    reach: int

    @property
    def persons(self) -> str:
        """The reach as a page prints it; empty where no outlet tells."""
        return f"{self.reach:,}" if self.reach else ""


def record_story(
    actor: Actor,
    *,
    title: str,
    story: str,
    channel: str,
    outlet: str,
    on: date,
    reach: int | None = None,
    address: str = "",
    platform: Platform | None = None,
) -> MediaStory:
    """Record a story that was told. Raises PermissionDenied, ValidationError by field."""
    if on > today():
        raise ValidationError({"on": _("This day has not come yet.")})
    entry = MediaStory(
        title=words_given(title, _("Name the story."), 200, field="title"),
        story=words_given(story, _("Say what is told."), LONGEST_STORY, field="story"),
        channel=channel,
        outlet=words_given(outlet, _("Name the outlet."), 120, field="outlet"),
        on=on,
        reach=reach,
        address=address,
        platform=platform,
    )
    with STORIES.making(actor, entry, "record") as work:
        entry.clean_fields()
        work.detail = {"channel": channel, "on": on}
    return entry


def withdraw_story(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> MediaStory:
    """Withdraw an entry with a reason. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with STORIES.acting(actor, pk, "withdraw", since=since, reason=reason) as work:
        pass
    entry: MediaStory = work.row
    return entry


def propose(actor: Actor, *, title: str, text: str, source: str) -> ApprovedParagraph:
    """Propose a paragraph. Raises PermissionDenied, ValidationError by field: it is text only, without headings,
    tables, pictures and other paragraphs.
    """
    text = words_given(text.replace("\r\n", "\n"), _("Write the paragraph."), LONGEST_PARAGRAPH, field="text")
    if _STRUCTURE.search(text) or INSERTED.search(text):
        raise ValidationError(
            {"text": _("A paragraph has no headings, tables, pictures and no other paragraphs in it.")}
        )
    paragraph = ApprovedParagraph(
        title=words_given(title, _("Name the paragraph."), 120, field="title"),
        text=text,
        source=words_given(source, _("Say where its wording comes from."), 300, field="source"),
    )

    def stored() -> ApprovedParagraph:
        paragraph.pk, paragraph._state.adding = None, True
        start = timezone.localtime(present()).strftime("P%Y-")
        paragraph.code = next_code(ApprovedParagraph, start, 3)
        with LIBRARY.making(actor, paragraph, "propose"):
            pass
        return paragraph

    return numbered(stored)


def _decided(actor: Actor, pk: int, name: str, reason: str, since: int | None) -> ApprovedParagraph:
    with LIBRARY.acting(actor, pk, name, since=since, reason=reason) as work:
        pass
    paragraph: ApprovedParagraph = work.row
    return paragraph


def approve(actor: Actor, pk: int, *, since: int | None = None) -> ApprovedParagraph:
    """Approve a paragraph that another person proposed. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    return _decided(actor, pk, "approve", "", since)


def refuse(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> ApprovedParagraph:
    """Refuse one with a reason. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    return _decided(actor, pk, "refuse", reason, since)


def retire(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> ApprovedParagraph:
    """Retire an approved one with a reason. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    return _decided(actor, pk, "retire", reason, since)


def stories_for(user: Actor) -> QuerySet[MediaStory]:
    """Return the media coverage that a user may see, the newest first."""
    rows: QuerySet[MediaStory] = MediaStory.objects.visible_to(user)
    return rows.select_related("platform", "recorded_by")


def paragraphs_for(user: Actor) -> QuerySet[ApprovedParagraph]:
    """Return the paragraphs that a user may see, the newest first."""
    rows: QuerySet[ApprovedParagraph] = ApprovedParagraph.objects.visible_to(user)
    return rows.select_related("proposed_by", "approved_by")


def approved_for(user: Actor) -> QuerySet[ApprovedParagraph]:
    """Return the paragraphs that a user may insert into a section, by code."""
    return paragraphs_for(user).filter(state=ParagraphState.APPROVED).order_by("code")


def with_paragraph(user: Actor, text: str, paragraph: ApprovedParagraph | None) -> str:
    """Return a text that inserts a paragraph at its end; one that it inserts already is not inserted twice. Raises
    Http404 for one that is not approved.
    """
    if paragraph is None:
        return text
    row_of(approved_for(user), paragraph.pk)
    if paragraph.code in codes_in([text]):
        return text
    return f"{text.rstrip()}\n\n{field_of(paragraph)}".strip()


def row_of(rows: QuerySet[Any], pk: int) -> Any:
    """Return a row of those that a user may see. Raises Http404."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def by_channel(rows: QuerySet[MediaStory]) -> list[ChannelCount]:
    """Count what was told by each of the four channels; what was withdrawn does not count."""
    counted = rows.filter(state=StoryState.RECORDED).order_by().values("channel")
    sums = {
        row["channel"]: (row["stories"], row["people"] or 0)
        for row in counted.annotate(stories=Count("pk"), people=Sum("reach"))
    }
    return [
        ChannelCount(value, str(label), *sums.get(value, (0, 0)))
        for value, label in MediaStory.Channel.choices
    ]


def field_of(paragraph: ApprovedParagraph, word: str = "段落") -> str:
    """Return the line by which a section inserts a paragraph; 段落 or paragraph begins it."""
    return f"{{{{{word} {paragraph.code}}}}}"


def codes_in(texts: Collection[str]) -> list[str]:
    """Return the codes of the paragraphs that texts insert, each once."""
    return sorted({match["code"].upper() for text in texts for match in INSERTED.finditer(text)})


def paragraphs_in(texts: Collection[str]) -> Mapping[str, ApprovedParagraph]:
    """Return the paragraphs that texts insert, by code; unknown ones are missing."""
    codes = codes_in(texts)
    if not codes:
        return {}
    return {row.code: row for row in ApprovedParagraph.objects.filter(code__in=codes)}


def inserted(text: str, known: Mapping[str, ApprovedParagraph]) -> str:
    """Return a text with the words of the paragraphs that it inserts; unknown ones stay as they were written."""

    def words(match: re.Match[str]) -> str:
        paragraph = known.get(match["code"].upper())
        return match[0] if paragraph is None else paragraph.text

    return INSERTED.sub(words, text)


def obstacle(report: SurveyReport, code: str, known: Mapping[str, ApprovedParagraph]) -> Message | None:
    """Return why a report cannot insert a paragraph now; a report that was issued keeps what it was issued with."""
    paragraph = known.get(code.upper())
    if paragraph is None:
        return message("There is no paragraph {code} in the library.", code=code)
    if report.state == ReportState.ISSUED or paragraph.state == ParagraphState.APPROVED:
        return None
    return message("The paragraph {code} is not approved, or no longer.", code=paragraph.code)
