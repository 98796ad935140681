"""Writes: open a case, change it, apply, withdraw, find the facts, decide, note what is learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.periods import Period, PeriodError
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide, require_one
from keqiao.web.audit.clock import present
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.facts.models import Evidence, EvidenceGrade
from keqiao.web.facts.services import examine, store_evidence, use_evidence
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import Platform
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.stored_sentences import in_words
from keqiao.web.tolerance import answers, selectors
from keqiao.web.tolerance.actions import CaseActing
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.procedure import CASES, MOST_WORDS
from keqiao.web.tolerance.rights import APPEAL, DECIDE

MOST_FILES = 20
"""Files of one case."""
State = ToleranceCase.State


@dataclass(frozen=True)
class CaseApplication:
    """What an applicant writes into a case. ``answers``: code of an item → (yes, no or None, remark)."""

    scheme_code: str
    period: str
    indicators: Sequence[str] = ()
    subject: str = ""
    ground: str = ""
    facts: str = ""
    answers: Mapping[str, tuple[bool | None, str]] = field(default_factory=dict)


def open_case(actor: Actor, platform: Platform, application: CaseApplication) -> ToleranceCase:
    """Open a case as a draft: by the platform itself, or by an officer for a platform (依职权).

    Raises PermissionDenied, ValidationError for what cannot be kept.
    """
    require_one(actor, (APPEAL, DECIDE), platform)
    case = ToleranceCase(platform=platform, applied_by=actor)
    for name, value in _checked(case, application).items():
        setattr(case, name, value)
    return numbered(lambda: _opened(actor, case))


def _opened(actor: Actor, case: ToleranceCase) -> ToleranceCase:
    """Store a case under the next number of its year, as in RC2024-001 (容错)."""
    case.pk, case.code = None, next_code(ToleranceCase, f"RC{case.period[:4]}-", 3)
    with CASES.making(actor, case, "open"):
        pass
    return case


def edit_case(
    actor: Actor, pk: int, application: CaseApplication, *, since: int | None = None
) -> ToleranceCase:
    """Change a draft. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with CASES.acting(actor, pk, "edit", since=since) as work:
        work.change(**_checked(work.row, application))
        return work.row


def attach(
    actor: Actor,
    pk: int,
    upload: UploadedFile | ContentFile,
    *,
    title: str = "",
) -> None:
    """Add a file to a draft. Raises Http404, PermissionDenied, ValidationError for a file that is not accepted."""
    examined = examine(upload)
    with CASES.acting(actor, pk, "edit") as work:
        named = title.replace("\0", "")[:200]
        right = APPEAL if actor.has_right(APPEAL) else DECIDE  # the bureau attaches on behalf of a platform
        _add(work, store_evidence(actor, examined, named, EvidenceGrade.C, right=right))


def attach_known(actor: Actor, pk: int, sha256: str) -> None:
    """Add a file that is stored already, named by its hash: the actor's own, or one that the platform uses.

    Raises Http404, PermissionDenied, ValidationError.
    """
    with CASES.acting(actor, pk, "edit") as work:
        file = selectors.files_for(actor, work.row.platform).filter(sha256=sha256).first()
        if file is None:
            raise ValidationError(_("There is no such file."))
        _add(work, file)


def _add(work: CaseActing, file: Evidence) -> None:
    case = work.row
    if case.files.count() >= MOST_FILES:
        raise ValidationError(_("At most %(count)s files.") % {"count": MOST_FILES})
    use_evidence(file, case.platform)
    if not case.files.filter(pk=file.pk).exists():
        case.files.add(file)
        work.note("files", "", file.sha256)


def detach(actor: Actor, pk: int, sha256: str) -> None:
    """Take a file from a draft; it stays stored. Raises Http404, PermissionDenied, ValidationError."""
    with CASES.acting(actor, pk, "edit") as work:
        file = work.row.files.filter(sha256=sha256).first()
        if file is None:
            raise ValidationError(_("The case has no such file."))
        work.row.files.remove(file)
        work.note("files", file.sha256, "")


def apply(actor: Actor, pk: int, *, since: int | None = None) -> None:
    """Hand a draft in. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError with all that is missing."""
    with CASES.acting(actor, pk, "apply", since=since) as work:
        with noted() as documents:
            problems = [*missing(work.row).values(), *_too_late(actor, work.row), *_covered(work.row)]
        if problems:
            raise ValidationError(problems)
        work.change(applied_at=work.at)
        # The case is decided by the rules it was applied for by, whatever is in force later.
        keep(documents)
        work.row.documents = documents


def withdraw(actor: Actor, pk: int, reason: str) -> None:
    """Take a case back before it is decided. Raises Http404, PermissionDenied, ValidationError without a reason."""
    with CASES.acting(actor, pk, "withdraw", reason=reason):
        pass


def send_back(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Give an application back to be completed. Raises Http404, PermissionDenied, ValidationError without a reason."""
    with CASES.acting(actor, pk, "send_back", since=since, reason=reason) as work:
        work.row.documents = {}


def check(
    actor: Actor,
    pk: int,
    findings: str,
    answers_given: Mapping[str, tuple[bool | None, str]],
    indicators: Sequence[str],
    *,
    since: int | None = None,
) -> None:
    """Keep what the bureau found: the facts, each answer to the negative list confirmed or corrected, and which of
    the indicators the failure touched.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError.
    """
    with CASES.acting(actor, pk, "check", since=since) as work:
        case = work.row
        kept = [code for code in case.indicators if code in set(indicators)]
        if not kept:
            raise ValidationError(
                _("Leave at least one indicator that the failure touched, or send it back.")
            )
        work.change(
            answers=answers.with_findings(case, answers_given),
            findings=words_given(findings, _("Write down what was found."), MOST_WORDS),
            indicators=kept,
        )


def conclude(
    actor: Actor,
    pk: int,
    *,
    accepted: bool,
    reason: str,
    since: int | None = None,
) -> None:
    """Accept or refuse a case. An item of the negative list answered with yes makes acceptance impossible.

    Raises Http404, PermissionDenied (naming the item), ChangedMeanwhile, ValidationError without reasons.
    """
    action = "accept" if accepted else "refuse"
    with CASES.acting(actor, pk, action, since=since, reason=reason) as work:
        if accepted:
            problems = [*missing(work.row).values(), *_covered(work.row)]
            if problems:
                raise ValidationError(problems)
        work.change(reason=work.reason)


def learn(actor: Actor, pk: int, lesson: str, *, since: int | None = None) -> None:
    """Note what others can learn; all readers of evaluations see it without the platform's name.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError where the text names the platform.
    """
    with CASES.acting(actor, pk, "learn", since=since) as work:
        text = lesson.replace("\0", "").strip()
        if len(text) > MOST_WORDS:
            raise ValidationError(_("At most %(count)s characters.") % {"count": MOST_WORDS})
        platform = work.row.platform
        known = (platform.short_name, platform.short_name_en, str(platform.organisation), platform.code)
        names = [name for name in known if name and name.lower() in text.lower()]
        if names:
            raise ValidationError(
                _("Everybody reads what is learned: leave the name “%(name)s” out.") % {"name": names[0]}
            )
        work.change(lesson=text)


def missing(case: ToleranceCase) -> dict[str, str]:
    """Return what an application still lacks, in words, by the part of the form where it is given."""
    rules = RULES.in_force()
    problems: dict[str, str] = {}
    if not case.subject:
        problems["subject"] = _("Say in one line what failed.")
    if case.ground not in rules.ground:
        problems["ground"] = _("Choose the ground.")
    if not case.facts:
        problems["facts"] = _("Tell what happened.")
    if not case.indicators:
        problems["indicators"] = _("Choose at least one indicator that the failure touched.")
    open_ = answers.unanswered(case)
    if open_:
        text = _("Answer every item of the negative list; open: %(items)s.")
        problems["answers"] = text % {"items": _(", ").join(str(item.name) for item in open_)}
    if case.files.count() < rules.least_files:
        text = ngettext(
            "Attach at least %(count)s file.", "Attach at least %(count)s files.", rules.least_files
        )
        problems["files"] = text % {"count": rules.least_files}
    return problems


def _checked(case: ToleranceCase, application: CaseApplication) -> dict[str, Any]:
    """Return the fields of a case from what was written. Raises ValidationError for what cannot be kept."""
    try:
        period = str(Period.parse(application.period))
    except PeriodError as error:
        raise ValidationError(in_words(error.problem)) from error
    code = application.scheme_code.replace("\0", "")
    if not SchemeVersion.objects.filter(code=code).exists():
        raise ValidationError(_("Choose the evaluation."))
    run = selectors.latest_run(case.applied_by, code, period)
    nodes = selectors.nodes_of(selectors.version_for(code, run))
    known = {node.code for node in selectors.choosable(nodes)}
    unknown = [code for code in application.indicators if code not in known]
    if unknown:
        raise ValidationError(_("The scheme has no indicator %(code)s.") % {"code": unknown[0][:64]})
    if application.ground and application.ground not in RULES.in_force().ground:
        raise ValidationError(_("Choose the ground."))
    subject, facts = (text.replace("\0", "").strip() for text in (application.subject, application.facts))
    for text, most in ((subject, 200), (facts, MOST_WORDS)):
        if len(text) > most:
            raise ValidationError(_("At most %(count)s characters.") % {"count": most})
    return {
        "scheme_code": code,
        "period": period,
        "indicators": selectors.without_children(nodes, application.indicators),
        "subject": subject,
        "ground": application.ground,
        "facts": facts,
        "answers": answers.with_statements(case, application.answers),
    }


def _too_late(actor: Actor, case: ToleranceCase) -> list[str]:
    """Return why the time to apply is over; an officer who opens a case is not bound by it."""
    days = RULES.in_force().apply_within_days
    if days is None or decide(actor, DECIDE):
        return []
    first = selectors.first_run(case.scheme_code, case.period)
    if first is None or first.finished_at is None:
        return []
    last = timezone.localdate(first.finished_at) + timedelta(days=days)
    if timezone.localdate(present()) <= last:
        return []
    return [
        _("The time to apply ended on %(day)s; the bureau can open a case by itself.")
        % {"day": last.isoformat()}
    ]


def _covered(case: ToleranceCase) -> list[str]:
    """Return which other case under way or accepted is about the same indicator; cases of one platform queue here."""
    Platform.objects.select_for_update(of=("self",)).get(pk=case.platform_id)
    others = ToleranceCase.objects.filter(
        platform=case.platform,
        scheme_code=case.scheme_code,
        period=case.period,
        state__in=(State.APPLIED, State.CHECKED, State.ACCEPTED),
    ).exclude(pk=case.pk)
    nodes = selectors.nodes_of(selectors.version_for(case.scheme_code, None))
    own = selectors.leaves(nodes, case.indicators)
    for other in others:
        twice = sorted(own & selectors.leaves(nodes, other.indicators))
        if twice:
            text = _("Case %(case)s is about indicator %(code)s already.")
            return [text % {"case": other.code, "code": twice[0]}]
    return []
