"""Objections (异议): lodged by the platform, re-checked by one person, answered by another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.tree import Branch
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computing
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.services import Examined, examine, store_evidence, use_evidence
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.services.acting import MOST_TEXT, Acting, acting, in_words
from keqiao.web.grading.states import open_objections, waiting_for_a_run
from keqiao.web.registry.models import Platform

MOST_FILES = 10
"""Files of one objection."""


def indicator_names(scheme: Scheme) -> dict[str, str]:
    """Return the names of the indicators and branches of a scheme by code, in the reader's language, as written."""
    found: dict[str, str] = {}
    parts = list(scheme.indicators)
    while parts:
        part = parts.pop(0)
        found[part.code] = words(part.name)
        if isinstance(part, Branch):
            parts = [*part.children, *parts]
    return found


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
    with acting(actor, pk, "object", about=platform) as at_work:
        grading = at_work.grading
        if not grading.lines.filter(platform=platform).exists():
            raise ValidationError(_("%(platform)s is not part of this grading.") % {"platform": platform})
        said = in_words("text", text, MOST_TEXT)
        before = next((one for one in open_objections(grading) if one.platform_id == platform.pk), None)
        if before is not None:
            raise ValidationError(
                _("An objection of this platform is still open; withdraw it or await its answer.")
            )
        known = indicator_names(computing.scheme_of(grading.run.scheme))
        unknown = [code for code in indicators if code not in known]
        if unknown:
            raise ValidationError(
                {"indicators": _("The scheme has no indicator %(code)s.") % {"code": unknown[0][:64]}}
            )
        objection = Objection.objects.create(
            grading=grading,
            platform=platform,
            indicators=[code for code in known if code in set(indicators)],
            text=said,
            lodged_by=actor,
            lodged_at=at_work.at,
        )
        for file in examined:
            evidence = store_evidence(actor, file, "", right="evaluations.appeal")
            use_evidence(evidence, platform)
            objection.files.add(evidence)
        at_work.objection = objection
        at_work.after["objection"] = _kept(objection) | {
            "text": said,
            "indicators": objection.indicators,
            "files": [evidence.sha256 for evidence in objection.files.all()],
        }
    return objection


def _kept(objection: Objection) -> dict[str, Any]:
    """Return an objection as steps name it."""
    return {"pk": objection.pk, "platform": objection.platform.code, "state": objection.state}


def _dealt_with(at_work: Acting) -> Objection:
    """Return the objection that the action deals with."""
    if at_work.objection is None:
        raise Http404
    at_work.before["objection"] = _kept(at_work.objection)
    return at_work.objection


def _store(at_work: Acting, objection: Objection, **more: Any) -> None:
    objection.save()
    at_work.after["objection"] = _kept(objection) | more


def _back_to_publicity(at_work: Acting) -> None:
    """A grading with nothing open and nothing upheld without a new run is simply published again."""
    grading = at_work.grading
    if grading.state == Grading.State.RECHECKED and not open_objections(grading):
        at_work.to = grading.state if waiting_for_a_run(grading) else Grading.State.PUBLISHED


def retract(actor: Actor, pk: int, objection: int) -> Objection:
    """Withdraw an objection that has no answer yet. Raises what ``acting`` raises."""
    with acting(actor, pk, "retract", objection=objection) as at_work:
        found = _dealt_with(at_work)
        found.state, found.answered_at = Objection.State.WITHDRAWN, at_work.at
        _store(at_work, found)
        _back_to_publicity(at_work)
    return found


def begin_recheck(actor: Actor, pk: int, objection: int, *, since: int | None = None) -> Objection:
    """Take an objection into re-check. Raises what ``acting`` raises."""
    with acting(actor, pk, "begin_recheck", objection=objection, since=since) as at_work:
        found = _dealt_with(at_work)
        found.state, found.checked_by = Objection.State.CHECKING, actor
        _store(at_work, found)
    return found


def record_findings(
    actor: Actor,
    pk: int,
    objection: int,
    findings: str,
    *,
    since: int | None = None,
) -> Objection:
    """Record what the re-check found. Raises ValidationError without words, and what ``acting`` raises."""
    with acting(actor, pk, "record_findings", objection=objection, since=since) as at_work:
        found = _dealt_with(at_work)
        at_work.before["objection"] |= {"findings": found.findings}
        found.findings = in_words("findings", findings, MOST_TEXT)
        _store(at_work, found, findings=found.findings)
    return found


def answer(
    actor: Actor,
    pk: int,
    objection: int,
    upheld: bool,
    words: str,
    *,
    since: int | None = None,
) -> Objection:
    """Uphold or dismiss an objection, with the answer to the platform; by another person than who re-checked it.

    Raises ValidationError without words, and what ``acting`` raises.
    """
    action = "uphold" if upheld else "dismiss"
    with acting(actor, pk, action, objection=objection, since=since) as at_work:
        found = _dealt_with(at_work)
        found.answer = in_words("answer", words, MOST_TEXT)
        found.state = Objection.State.UPHELD if upheld else Objection.State.DISMISSED
        found.answered_by, found.answered_at = actor, at_work.at
        _store(at_work, found, answer=found.answer)
        _back_to_publicity(at_work)
    return found
