"""Writes of the room: open a study, visits, questions; draw up a report, write its sections, issue it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.periods import Kind, Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit, User
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Snapshot
from keqiao.web.oversight.selectors import diagnoses_for
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.procedures.words import words_given
from keqiao.web.reports import notifications, report_papers, selectors
from keqiao.web.reports.claims import ReportClaims
from keqiao.web.reports.documents import OUTLINE
from keqiao.web.reports.drawn_sections import drawn_up
from keqiao.web.reports.models import (
    QuestionState,
    ReportSection,
    ReportState,
    SectionEdition,
    Study,
    StudyQuestion,
    StudyVisit,
    SurveyReport,
)
from keqiao.web.reports.models.reports import LONGEST_SECTION
from keqiao.web.reports.models.studies import LONGEST_WORDS
from keqiao.web.reports.procedure import QUESTIONS, REPORTS
from keqiao.web.reports.rights import WRITE
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.watcher import Watcher


def open_study(
    actor: Actor,
    title: str,
    purpose: str,
    *,
    members: Iterable[User] = (),
    snapshot: Snapshot | None = None,
    flows_snapshot: Snapshot | None = None,
) -> Study:
    """Open a study. Raises PermissionDenied, ValidationError by field."""
    require(actor, WRITE)
    study = Study(
        snapshot=snapshot,
        flows_snapshot=flows_snapshot,
        opened_by=actor,
        opened_at=present(),
        **_words_of(title, purpose),
    )

    def stored() -> Study:
        study.pk, study._state.adding = None, True
        study.code = next_code(Study, timezone.localtime(present()).strftime("K%Y-"), 3)
        study.save()
        study.members.set(members)
        record(actor, "reports.open_study", study, {"snapshot": snapshot.code if snapshot else ""})
        return study

    return numbered(stored)


@transaction.atomic
def change_study(
    actor: Actor,
    pk: int,
    title: str,
    purpose: str,
    *,
    members: Iterable[User] = (),
    snapshot: Snapshot | None = None,
    flows_snapshot: Snapshot | None = None,
    since: int | None = None,
) -> Study:
    """Change a study. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field."""
    study = _locked_study(actor, pk)
    if since is not None and since != study.edition:
        raise ChangedMeanwhile(_("This was changed since you opened it; look at it again."))
    snapshots = {"snapshot": snapshot, "flows_snapshot": flows_snapshot}
    for name, value in (_words_of(title, purpose) | snapshots).items():
        setattr(study, name, value)
    study.edition += 1
    study.save()
    study.members.set(members)
    record(actor, "reports.change_study", study, {"snapshot": snapshot.code if snapshot else ""})
    return study


@transaction.atomic
def visit(actor: Actor, pk: int, *, place: str, on: date, hosts: str, notes: str) -> StudyVisit:
    """Keep a visit. Raises Http404, PermissionDenied, ValidationError by field."""
    study = _locked_study(actor, pk)
    if on > today():
        raise ValidationError({"on": _("This day has not come yet.")})
    made = StudyVisit.objects.create(
        study=study,
        place=words_given(place, _("Say where."), 200, field="place"),
        on=on,
        hosts=words_given(hosts, most=300, field="hosts"),
        notes=words_given(notes, _("Write down what was learnt."), LONGEST_WORDS, field="notes"),
        added_by=actor,
        added_at=present(),
    )
    record(actor, "reports.visit", study, {"place": made.place, "on": on})
    return made


@transaction.atomic
def ask(actor: Actor, pk: int, unit: Unit, words: str, due_on: date) -> StudyQuestion:
    """Ask a department until a day. Raises Http404, PermissionDenied, ValidationError by field."""
    study = _locked_study(actor, pk)
    if due_on < today():
        raise ValidationError({"due_on": _("This day is over.")})
    question = StudyQuestion(
        study=study,
        unit=unit,
        words=words_given(words, _("Write the question."), LONGEST_WORDS, field="words"),
        due_on=due_on,
    )
    with QUESTIONS.making(actor, question, "ask"):
        question.clean_fields()
    return question


def answer(actor: Actor, pk: int, text: str, *, since: int | None = None) -> StudyQuestion:
    """Answer a question. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field."""
    with QUESTIONS.acting(actor, pk, "answer", since=since) as work:
        work.change(answer=words_given(text, _("Write the answer."), LONGEST_WORDS, field="answer"))
    return work.row


def give_back(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> StudyQuestion:
    """Return an answer with a reason. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with QUESTIONS.acting(actor, pk, "return", since=since, reason=reason) as work:
        pass
    return work.row


def withdraw(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> StudyQuestion:
    """Withdraw a question. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with QUESTIONS.acting(actor, pk, "withdraw", since=since, reason=reason) as work:
        pass
    return work.row


def draw_up(actor: Actor, pk: int, title: str, issuer: str) -> SurveyReport:
    """Draw up a report of a study over its snapshot, by the outline in force.

    Raises Http404, PermissionDenied, ValidationError where the study has no snapshot yet.
    """
    with transaction.atomic():
        study = _locked_study(actor, pk)
    snapshot = study.snapshot
    if snapshot is None:
        raise ValidationError(_("Choose the snapshot of the study first: every figure comes from it."))
    flows = study.flows_snapshot or snapshot
    as_of, year = _last_period(snapshot), _last_year(flows)
    report = SurveyReport(
        study=study,
        title=words_given(title, _("Name the report."), 200, field="title"),
        issuer=words_given(issuer, _("Say who issues it."), 120, field="issuer"),
        snapshot=snapshot,
        flows_snapshot=flows,
        as_of=as_of,
        year=year,
        diagnosis=diagnoses_for(actor)
        .filter(period__lte=as_of)
        .order_by("-period", "-made_at", "-pk")
        .first(),
        drawn_up_by=actor,
        drawn_up_at=present(),
    )
    with noted() as documents:
        OUTLINE.in_force()
    report.documents = documents
    sections = drawn_up(ReportClaims(report))

    def stored() -> SurveyReport:
        report.pk, report._state.adding = None, True
        report.code = next_code(SurveyReport, timezone.localtime(present()).strftime("B%Y-"), 3)
        keep(documents)
        with REPORTS.making(actor, report, "draw_up") as work:
            work.detail = {"snapshot": snapshot.code, "sections": len(sections)}
        for position, drawn in enumerate(sections, 1):
            section = ReportSection.objects.create(
                report=report,
                position=position,
                level=drawn.level,
                heading=drawn.heading,
                text=drawn.text[:LONGEST_SECTION],
            )
            _keep_edition(actor, section)
        return report

    return numbered(stored)


@transaction.atomic
def write(actor: Actor, report: SurveyReport, position: int, text: str, *, since: int) -> ReportSection:
    """Write a section. Raises Http404, PermissionDenied, ValidationError, ChangedMeanwhile where another writer was
    faster: nothing of theirs is overwritten.
    """
    require(actor, WRITE)
    sections = ReportSection.objects.visible_to(actor).select_for_update(of=("self",))
    section: ReportSection | None = (
        sections.select_related("report").filter(report=report, position=position).first()
    )
    if section is None:
        raise Http404
    if section.report.state != ReportState.WRITING:
        raise PermissionDenied(REPORTS.status(section.report))
    if since != section.edition:
        raise ChangedMeanwhile(_written_meanwhile(section))
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_SECTION:
        raise ValidationError(
            {"text": _("A section has at most %(most)d characters.") % {"most": LONGEST_SECTION}}
        )
    if text != section.text:
        section.text = text
        section.edition += 1
        section.save()
        _keep_edition(actor, section)
        record(actor, "reports.write", section.report, {"section": position, "edition": section.edition})
    return section


def issue(actor: Actor, pk: int, *, since: int | None = None, watcher: Watcher | None = None) -> SurveyReport:
    """Issue a report: every figure has a fact and nothing contradicts; the hash of its Word file is kept. It is built
    before the row is locked: nobody waits for it, and what was written meanwhile is issued by nobody.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError that says how much stands in the way.
    """
    report: SurveyReport | None = selectors.reports_for(actor).filter(pk=pk).first()
    if report is None:
        raise Http404
    digest, bound, built_from, built_at = "", 0, _editions(report), present()
    if REPORTS.decide(actor, report, "issue"):
        report.issued_at = built_at
        digest, bound = _built_to_be_issued(report, watcher)
    with REPORTS.acting(actor, pk, "issue", since=since) as work:
        is_same_day = timezone.localdate(work.at) == timezone.localdate(built_at)
        if _editions(work.row) != built_from or not is_same_day or not digest:
            raise ChangedMeanwhile(_("This was changed since you opened it; look at it again."))
        work.row.sha256 = digest
        work.detail = {"sha256": digest, "figures": bound}
    return work.row


def _built_to_be_issued(report: SurveyReport, watcher: Watcher | None) -> tuple[str, int]:
    """The hash of the Word file of a report and how many figures it binds. Raises ValidationError where it may not be
    issued.
    """
    made = report_papers.checked(report, with_pictures=True, watcher=watcher)
    if made.built is None or made.built.contradicts:
        raise ValidationError(
            _("The report contradicts itself or cannot be built; look at what was checked.")
        )
    if made.built.doubtful:
        raise ValidationError(
            _("%(count)d figures wait for their source (待佐证).") % {"count": made.built.doubtful}
        )
    return hashlib.sha256(report_papers.file_of(made.built.document, "docx")).hexdigest(), made.built.bound


def _editions(report: SurveyReport) -> list[tuple[int, int]]:
    """The edition of each section of a report by its place."""
    return list(report.sections.order_by("position").values_list("position", "edition"))


def remind(day: date) -> int:
    """Remind of questions that are due soon or late; return how many people were told. Done once a day."""
    soon = day + timedelta(days=OUTLINE.in_force().remind_before)
    due = StudyQuestion.objects.filter(state=QuestionState.ASKED, due_on__lte=soon)
    return sum(notifications.of_due(row, day) for row in due.select_related("study", "unit"))


def _last_period(snapshot: Snapshot) -> str:
    """The period of a snapshot that ends last: stocks are told of its end."""
    return max(
        (Period.parse(code) for code in snapshot.periods), key=lambda period: (period.end, period.code)
    ).code


def _last_year(snapshot: Snapshot) -> str:
    """The last full year of a snapshot, of which flows are told; its last period where it holds none."""
    periods = [Period.parse(code) for code in snapshot.periods]
    years = [period for period in periods if period.kind == Kind.YEAR] or periods
    return max(years, key=lambda period: (period.end, period.code)).code


def _words_of(title: str, purpose: str) -> dict[str, str]:
    return {
        "title": words_given(title, _("Name the study."), 200, field="title"),
        "purpose": words_given(purpose, _("Say what is studied."), LONGEST_WORDS, field="purpose"),
    }


def _locked_study(actor: Actor, pk: int) -> Study:
    require(actor, WRITE)
    study: Study | None = (
        Study.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=pk).first()
    )
    if study is None:
        raise Http404
    return study


def _keep_edition(actor: Actor, section: ReportSection) -> None:
    SectionEdition.objects.create(
        section=section, edition=section.edition, text=section.text, by=actor, at=present()
    )


def _written_meanwhile(section: ReportSection) -> str:
    last = section.editions.select_related("by").first()
    who = str(last.by or _("The system")) if last else _("The system")
    return _(
        "%(who)s has written this section meanwhile. Put both texts together; nothing was overwritten."
    ) % {"who": who}
