"""What was tried, kept as a draft of the scheme with its reason; the run stays as it is."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.evaluations import services
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.selectors import RUN
from keqiao.web.evaluations.what_if import text
from keqiao.web.evaluations.what_if.changes import Changes, changed
from keqiao.web.evaluations.what_if.scenario import contradictions, ready
from keqiao.web.evaluations.what_if.yardsticks import NotMovable
from keqiao.web.rulebooks.services import DocumentRefused

LONGEST_REASON = 400


class NotSaved(ValueError):
    """The draft was not kept; the text says why."""


def suggested_version(scheme: SchemeVersion) -> str:
    """Return a version for a draft of a scheme that no version of it has."""
    taken = set(SchemeVersion.objects.filter(code=scheme.code).values_list("version", flat=True))
    candidates = (
        _("%(version)s-try%(number)d") % {"version": scheme.version[:30], "number": number}
        for number in range(1, len(taken) + 2)
    )
    return next(version for version in candidates if version not in taken)


def save_draft(actor: User, run: Run, changes: Changes, version: str, reason: str) -> SchemeVersion:
    """Keep the scheme of a run with other numbers as a draft under a version of its own.

    The text is that of the run's scheme with only the changed numbers and the version replaced. Raises NotSaved
    where nothing is changed, the numbers contradict each other, the version is taken or the text cannot be changed
    in place; PermissionDenied.
    """
    require(actor, RUN)
    scheme = ready(run).scheme
    language = get_language() or "zh"
    try:
        made = changed(scheme, changes)
    except NotMovable as error:
        raise NotSaved(error.message.in_language(language)) from error
    if made is scheme or made == scheme:
        raise NotSaved(_("Nothing is changed, so there is no draft to keep."))
    problems = contradictions(made)
    if problems:
        raise NotSaved(" ".join(said.in_language(language) for said in problems))
    try:
        written = text.edited(run.scheme.yaml_text, scheme, made.model_copy(update={"version": version}))
    except text.NotInPlace as error:
        raise NotSaved(
            _(
                "The text of this scheme is laid out so that its numbers cannot be replaced where they stand. "
                "Download it, change it and upload it as a new version."
            )
        ) from error
    source = _("Tried on run %(run)s: %(reason)s") % {"run": run.code, "reason": reason[:LONGEST_REASON]}
    try:
        with transaction.atomic():
            return services.add_scheme_version(actor, written, source)
    except DocumentRefused as refused:
        errors = [finding for finding in refused.findings if finding.severity == "error"]
        raise NotSaved(" ".join(finding.message.in_language(language) for finding in errors)) from refused
    except IntegrityError as error:
        raise NotSaved(
            _("Somebody has just kept another text under this version. Choose another.")
        ) from error
