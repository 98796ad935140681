"""The page of a form, and what its unit does on it: fill in, attach files, explain, hand in, take back.

Every button stores what was typed first; what cannot be stored stays on the page as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.facts.models import EvidenceGrade
from keqiao.web.facts.services import Examined, examine, store_evidence, use_evidence
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.returns.form.entry import TypedFigures, codes_in, store, typed_in
from keqiao.web.returns.form.page import show, step
from keqiao.web.returns.form.sheet import FormSheet, form_of, sheet
from keqiao.web.returns.models import Return
from keqiao.web.returns.services import filling, locking, submission
from keqiao.web.returns.services.receipts import mark_read

Act = Callable[[FormSheet], str]
"""Does something beside storing what was typed and returns what to say. Raises ValidationError, PermissionDenied."""


@require_safe
@right_required("returns.view")
def form_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One form; ``?changed=1`` shows only the figures that differ between the last two hand-ins."""
    form = form_of(request.user, pk)
    mark_read(request.user, form)
    return show(request, form)


@require_POST
@right_required("returns.fill")
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store what was typed and stay on the page; a file that was chosen is attached as well."""
    return _filled(request, pk, _attaching(request, pk) if "file" in request.FILES else None, "figures")


@require_POST
@right_required("returns.fill")
def attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Attach a new file, or one that is stored already, to the chosen figures."""
    return _filled(request, pk, _attaching(request, pk), "evidence")


class HandedIn:
    """A file of the form, examined before the form is stored: what is wrong with it is said afterwards."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        self.file: Examined | None = None
        self.error: ValidationError | None = None
        upload = request.FILES.get(name)
        try:
            self.file = examine(upload) if upload is not None else None
        except ValidationError as error:
            self.error = error

    def take(self) -> Examined | None:
        """The file, or None where none was chosen. Raises ValidationError where it is not accepted."""
        if self.error is not None:
            raise self.error
        return self.file


def _attaching(request: SignedInRequest, pk: int) -> Act:
    handed_in = HandedIn(request, "file")

    def act(form_sheet: FormSheet) -> str:
        codes = codes_in(request.POST.getlist("cells"), form_sheet.lines)
        upload, known = handed_in.take(), request.POST.get("known", "")
        if upload is not None:
            grade = request.POST.get("grade", "") or EvidenceGrade.C
            title = request.POST.get("title", "").replace("\0", "")[:200]
            file = filling.attach(request.user, pk, codes, upload, title=title, grade=grade)
        elif known:
            key = int(known) if known.isascii() and known.isdigit() and len(known) < 19 else 0
            file = filling.attach_known(request.user, pk, codes, key)
        else:
            raise ValidationError(_("Choose a file, or one that is stored already."))
        return _("“%(file)s” supports %(count)s figures of this form.") % {"file": file, "count": len(codes)}

    return act


@require_POST
@right_required("returns.fill")
def detach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file from a figure: ``which`` names both, as ``code:sha256``."""
    code, _colon, digest = request.POST.get("which", "").replace("\0", "").partition(":")

    def act(_shown: FormSheet) -> str:
        filling.detach(request.user, pk, code[:64], digest[:64])
        return _("The file no longer supports this figure; it stays stored.")

    return _filled(request, pk, act, "evidence")


@require_POST
@right_required("returns.fill")
def explain(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a check that asks for an explanation: ``check`` is its code. Every other button keeps answers as well."""
    code = request.POST.get("check", "").replace("\0", "")[:64]

    def act(_shown: FormSheet) -> str:
        filling.explain(request.user, pk, code, request.POST.get(f"explanation-{code}", ""))
        return _("The explanation is kept with the form.")

    return _filled(request, pk, act, "findings", answering=code)


def _explained(request: SignedInRequest, form: Return, entry: TypedFigures) -> int:
    """Keep the answers to checks that were typed and differ from what is kept; return how many there were."""
    count = 0
    for code, text in entry.answers.items():
        try:
            filling.explain(request.user, form.pk, code, text)
        except (PermissionDenied, ValidationError):
            continue  # The check speaks no more, or the form is closed: the page shows which.
        count += 1
    return count


@require_POST
@right_required("returns.fill")
def anew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a figure that was reported before, because that was wrong: ``which`` is its code."""
    code = request.POST.get("which", "").replace("\0", "")[:64]

    def act(_shown: FormSheet) -> str:
        filling.report_anew(request.user, pk, code, request.POST.get(f"anew-{code}", ""))
        return _("The figure is open; write its value.")

    return _filled(request, pk, act, f"cell-{code}")


@require_POST
@right_required("returns.fill")
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand the form in, with the name of who answers for it and, where there is one, the signed page as a file."""
    handed_in = HandedIn(request, "scan")

    def act(form_sheet: FormSheet) -> str:
        if "file" in request.FILES:
            raise ValidationError(_("A file is chosen but not attached: attach it, then hand in."))
        # Who signs answers for all figures: also for those that another person has written meanwhile.
        if request.POST.get("edition") != str(form_sheet.form.edition):
            raise ChangedMeanwhile(_("The form was changed since you opened it; look at it again."))
        file, name = handed_in.take(), request.POST.get("signed_by", "")
        with transaction.atomic():
            scan = None
            if file is not None:
                title = _("Signed page: %(form)s") % {"form": form_sheet.form}
                scan = store_evidence(request.user, file, title, EvidenceGrade.C, right="returns.fill")
                use_evidence(scan, form_sheet.form.platform)
            hand_in = submission.submit(request.user, pk, name, scan=scan)
        return _("Handed in (no. %(number)s), signed by %(name)s.") % {
            "number": hand_in.number,
            "name": hand_in.signed_by,
        }

    return _filled(request, pk, act, "", only_if_stored=True)


@require_POST
@right_required("returns.fill")
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the form back before its review begins."""
    return step(
        request,
        pk,
        lambda: submission.recall(request.user, pk),
        _("Taken back; the form can be filled in again."),
    )


@require_POST
@right_required("returns.fill")
def unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a locked form to be opened again, with a reason."""
    reason = request.POST.get("reason", "")
    return step(
        request,
        pk,
        lambda: locking.ask_unlock(request.user, pk, reason),
        _("Asked; the bureau decides."),
    )


def _filled(
    request: SignedInRequest,
    pk: int,
    act: Act | None,
    anchor: str,
    *,
    only_if_stored: bool = False,
    answering: str = "",
) -> HttpResponse:
    """Store what was typed, do what the button says, and answer with the page: fresh, or with what was typed kept."""
    with transaction.atomic():
        # Nobody else writes between the two; what the button does may fail without what was typed.
        Return.objects.visible_to(request.user).select_for_update(of=("self",)).filter(pk=pk).first()
        form = form_of(request.user, pk)
        form_sheet = sheet(request.user, form)
        entry = typed_in(request.POST, form_sheet)
        changed = store(request.user, form, entry)
        stored = not entry.problems
        if changed:
            text = ngettext("%(count)s figure saved.", "%(count)s figures saved.", len(changed))
            messages.success(request, text % {"count": len(changed)})
        for note in entry.notes:
            messages.info(request, note)
        entry.answers.pop(answering, None)  # the button itself stores it, and says what is wrong with it
        explained = _explained(request, form, entry)
        if act is not None and (stored or not only_if_stored):
            before = _editions(form)
            try:
                said = act(form_sheet)
            except (PermissionDenied, ValidationError) as error:
                entry.refuse(error)
            else:
                messages.success(request, said)
                entry.refresh(before, _editions(form))
    if entry.problems:
        if stored:
            entry.typed.clear()
        return show(request, form_of(request.user, pk), entry=entry, status=entry.status)
    if act is None and not changed and not explained:
        messages.info(request, _("Nothing had been changed."))
    address = reverse("returns:form", args=(pk,))
    return redirect(f"{address}#{anchor}" if anchor else address)


def _editions(form: Return) -> dict[str, int]:
    return dict(form.cells.values_list("item__measure__code", "edition"))
