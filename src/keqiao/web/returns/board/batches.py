"""Actions on many forms of a board at once: each form for itself, what was left is told with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import User
from keqiao.web.procedures.words import reason_given
from keqiao.web.returns import reminders
from keqiao.web.returns.board import query
from keqiao.web.returns.board.rows import board_rows
from keqiao.web.returns.models import REVIEWING, WRITABLE, Collection, Return
from keqiao.web.returns.services.collections import extend
from keqiao.web.returns.services.locking import lock_all
from keqiao.web.returns.services.review import pass_clean, reassign
from keqiao.web.site.lists import ListPage

MOST_TOLD = 5
"""Reasons why forms were left that are told one by one."""
Left = Mapping[int, str]
State = Return.State


class Batch:
    """The forms of a board that an action is asked for, in its order."""

    def __init__(self, request: SignedInRequest, pk: int) -> None:
        self.request = request
        self.collection = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
        self.query = QueryDict(request.POST.get("as_asked", "")[:1000])
        rows = board_rows(request.user, self.collection, timezone.localdate())
        if request.POST.get("all"):
            rows = ListPage(request, query.filters(rows), query.ORDERS, query=self.query).select(rows)
        else:
            ticked = set(request.POST.getlist("form"))
            rows = [row for row in rows if str(row.form.pk) in ticked]
        self.forms = [row.form for row in rows]

    def keys(self, *states: str) -> list[int]:
        """The keys of the forms in these states."""
        return [form.pk for form in self.forms if form.state in states]

    def each(self, keys: list[int], act: Callable[[int], None]) -> Left:
        """Act on each form for itself; return why the others were left."""
        left: dict[int, str] = {}
        for key in keys:
            try:
                act(key)
            except (PermissionDenied, ValidationError) as error:
                left[key] = " ".join(getattr(error, "messages", [str(error)]))
        return left

    def back(self, keys: list[int], left: Left, done: str) -> HttpResponse:
        """Tell how many were done and why others were not, and show the board as it was asked for."""
        if not keys:
            messages.warning(self.request, _("No form was chosen that this can be done to."))
        elif len(keys) > len(left):
            messages.success(self.request, done % {"count": len(keys) - len(left)})
        if left:
            messages.warning(self.request, self._left(left))
        return self.page()

    def _left(self, left: Left) -> str:
        named = {form.pk: form.platform for form in self.forms}
        refusals = [
            _("%(platform)s: %(reason)s") % {"platform": named[key], "reason": reason}
            for key, reason in list(left.items())[:MOST_TOLD]
        ]
        if len(left) > MOST_TOLD:
            more = len(left) - MOST_TOLD
            refusals.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
        words = _("Left as they were: %(count)s. %(reasons)s")
        return words % {"count": len(left), "reasons": _("; ").join(refusals)}

    def page(self) -> HttpResponse:
        """The board as it was asked for."""
        address = self.collection.get_absolute_url()
        return redirect(f"{address}?{self.query.urlencode()}" if self.query else address)

    def wrong(self, text: str) -> HttpResponse:
        """Tell why nothing was done."""
        messages.error(self.request, text)
        return self.page()


@require_POST
@right_required("returns.review")
def pass_all_clean(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pass the review of those forms that nothing speaks against."""
    batch = Batch(request, pk)
    keys = batch.keys(State.SUBMITTED, *REVIEWING)
    return batch.back(keys, pass_clean(request.user, keys), _("Forms passed: %(count)s."))


@require_POST
@right_required("returns.approve")
def lock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lock the forms that passed both reviews."""
    batch = Batch(request, pk)
    keys = batch.keys(State.PASSED)
    done = _("Forms locked: %(count)s. Their figures are facts now.")
    return batch.back(keys, lock_all(request.user, keys), done)


@require_POST
@right_required("returns.open")
def extend_due(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move the due date of forms that have not been handed in, with a reason."""
    batch = Batch(request, pk)
    try:
        due_on = parse_date(request.POST.get("due_on", ""))
    except ValueError:
        due_on = None
    if due_on is None:
        return batch.wrong(_("Write the new due date."))
    day, reason = due_on, request.POST.get("reason", "")
    try:
        reason_given(reason)
    except ValidationError as error:
        return batch.wrong(_("New due date: %(problem)s") % {"problem": " ".join(error.messages)})
    keys = batch.keys(*WRITABLE)
    left = batch.each(keys, lambda key: extend(request.user, key, day, reason))
    return batch.back(keys, left, _("Due dates moved: %(count)s."))


@require_POST
@right_required("returns.open")
def name_reviewer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name another reviewer for forms that wait for a review or are in one."""
    batch = Batch(request, pk)
    name = request.POST.get("reviewer", "")[:150].replace("\0", "")
    reviewer = User.objects.filter(username=name, is_active=True).first()
    if reviewer is None:
        return batch.wrong(_("Choose a reviewer."))
    person, reason = reviewer, request.POST.get("reason", "").replace("\0", "").strip()
    keys = batch.keys(State.SUBMITTED, *REVIEWING)
    left = batch.each(keys, lambda key: reassign(request.user, key, person, reason))
    return batch.back(keys, left, _("Reviewer named: %(count)s."))


@require_POST
@right_required("returns.open")
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remind now: of forms not handed in their people, of forms under review the reviewers."""
    batch = Batch(request, pk)
    forms = [form for form in batch.forms if form.state in {*WRITABLE, State.SUBMITTED, *REVIEWING}]
    reminded = reminders.remind_now(request.user, batch.collection, forms)
    if not forms:
        return batch.back([], {}, "")
    messages.success(
        request, _("Reminders given: %(count)s; who was reminded today is not again.") % {"count": reminded}
    )
    return batch.page()
