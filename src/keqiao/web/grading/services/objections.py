"""Objections (异议): lodged by the platform, re-checked by one person, answered by another."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.tree import Branch
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import Evidence
from keqiao.web.facts.services import Examined, examine, store_evidence, use_evidence
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.objections import OBJECTIONS
from keqiao.web.grading.selectors import APPEAL, open_objections
from keqiao.web.grading.words import MOST_TEXT, in_words
from keqiao.web.registry.models import Platform

MOST_FILES = 10
"""Files of one objection."""


def indicator_names(scheme: Scheme) -> dict[str, str]:
    """Return the names of the indicators and branches of a scheme by code, in the reader's language, as written."""
    names: dict[str, str] = {}
    parts = list(scheme.indicators)
    while parts:
        part = parts.pop(0)
        names[part.code] = words(part.name)
        if isinstance(part, Branch):
            parts = [*part.children, *parts]
    return names


def lodge(
    actor: Actor,
    pk: int,
    platform: Platform,
    text: str,
    *,
    indicators: Sequence[str] = (),
    files: Sequence[UploadedFile | ContentFile | Examined] = (),
) -> Objection:
    """Lodge an objection of a platform to its published grade, within the publicity.

    Raises ValidationError without a text, for an indicator the scheme does not have, for a file that is not accepted,
    or while an earlier objection of the platform is open; PermissionDenied with the reason; Http404.
    """
    if len(files) > MOST_FILES:
        raise ValidationError({"proof": _("At most %(count)d files.") % {"count": MOST_FILES}})
    examined = [examine(file) for file in files]
    with transaction.atomic():
        gradings = Grading.objects.visible_to(actor).select_related("run__scheme")
        grading = gradings.select_for_update(of=("self",)).filter(pk=pk).first()
        if grading is None:
            raise Http404
        objection = Objection(grading=grading, platform=platform, lodged_by=actor)
        with OBJECTIONS.making(actor, objection, "object") as work:
            _check_place(objection)
            objection.text = in_words("text", text, MOST_TEXT)
            objection.indicators = _known_indicators(grading, indicators)
            work.files = [_stored(actor, file, platform) for file in examined]
            work.after |= {
                "text": objection.text,
                "indicators": objection.indicators,
                "files": [evidence.sha256 for evidence in work.files],
            }
    return objection


def _check_place(objection: Objection) -> None:
    """Raises ValidationError where the platform is not graded, or has an objection without an answer."""
    grading, platform = objection.grading, objection.platform
    if not grading.lines.filter(platform=platform).exists():
        raise ValidationError(_("%(platform)s is not part of this grading.") % {"platform": platform})
    if any(other.platform_id == platform.pk for other in open_objections(grading)):
        raise ValidationError(
            _("An objection of this platform is still open; withdraw it or await its answer.")
        )


def _known_indicators(grading: Grading, indicators: Sequence[str]) -> list[str]:
    """Return the indicators in the order of the scheme. Raises ValidationError for one it does not have."""
    known = indicator_names(computation.scheme_of(grading.run.scheme))
    unknown = [code for code in indicators if code not in known]
    if unknown:
        raise ValidationError(
            {"indicators": _("The scheme has no indicator %(code)s.") % {"code": unknown[0][:64]}}
        )
    return [code for code in known if code in set(indicators)]


def _stored(actor: Actor, file: Examined, platform: Platform) -> Evidence:
    evidence = store_evidence(actor, file, "", right=APPEAL)
    use_evidence(evidence, platform)
    return evidence


def retract(actor: Actor, pk: int) -> Objection:
    """Withdraw an objection that has no answer yet. Raises what the procedure raises."""
    with OBJECTIONS.acting(actor, pk, "retract") as work:
        work.row.answered_at = work.at
    return work.row


def begin_recheck(actor: Actor, pk: int, *, since: int | None = None) -> Objection:
    """Take an objection into re-check. Raises what the procedure raises."""
    with OBJECTIONS.acting(actor, pk, "begin_recheck", since=since) as work:
        pass
    return work.row


def record_findings(actor: Actor, pk: int, findings: str, *, since: int | None = None) -> Objection:
    """Record what the re-check found. Raises ValidationError without words, and what the procedure raises."""
    with OBJECTIONS.acting(actor, pk, "record_findings", since=since) as work:
        work.change(findings=in_words("findings", findings, MOST_TEXT))
    return work.row


def answer(actor: Actor, pk: int, upheld: bool, words: str, *, since: int | None = None) -> Objection:
    """Uphold or dismiss an objection, with the answer to the platform; by another person than who re-checked it.

    Raises ValidationError without words, and what the procedure raises.
    """
    with OBJECTIONS.acting(actor, pk, "uphold" if upheld else "dismiss", since=since) as work:
        work.change(answer=in_words("answer", words, MOST_TEXT))
    return work.row
