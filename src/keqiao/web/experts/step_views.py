"""The steps of a panel, by POST. Refused input comes back on the page of the panel with what was typed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require_one
from keqiao.web.experts import selectors, services
from keqiao.web.experts.rights import DECIDE, SCORE
from keqiao.web.experts.views import number, open_panel, show
from keqiao.web.procedures.answering import answer


class PanelAct(RightRequired, View):
    """One step of a panel. ``name``: of the action, under which its page finds what was typed."""

    right: str | None = DECIDE
    name = ""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Take the step."""
        panel, _seat = open_panel(request, pk)

        def again(error: ValidationError, status: int) -> HttpResponse:
            typed = {self.name: request.POST.dict()}
            return show(request, *open_panel(request, pk), status, problems=error.messages, typed=typed)

        since = number(request.POST.get("edition", ""))
        return answer(request, lambda: self.act(request, pk, since), done=self.done(), to=panel, again=again)

    def act(self, request: SignedInRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        raise NotImplementedError

    def done(self) -> str:
        """Say what was done."""
        raise NotImplementedError


class OpenPanel(PanelAct):
    """Open the scoring."""

    name = "open"

    def act(self, request: SignedInRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.open_panel(request.user, pk, since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The scoring is open; the experts declare their conflicts of interest first.")


class SeatExpert(PanelAct):
    """Add an expert."""

    name = "seat"

    def act(self, request: SignedInRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        key = number(request.POST.get("expert", ""))
        person = next((candidate for candidate in selectors.possible_experts() if candidate.pk == key), None)
        if person is None:
            raise ValidationError(_("Choose an expert."))
        services.add_expert(request.user, pk, person, since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The expert was added.")


class StateConflict(PanelAct):
    """State a conflict of interest for an expert."""

    name = "state_conflict"

    def act(self, request: SignedInRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        seat, subject = (number(request.POST.get(name, "")) or 0 for name in ("seat", "subject"))
        reason = request.POST.get("reason", "")
        services.state_conflict(request.user, pk, seat, subject, reason, since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The conflict of interest is noted; a score given does not count any more.")


class EndFirst(PanelAct):
    """End the independent scoring; the chair may too."""

    name = "end_first"
    right = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask for either right; whether the expert is the chair, the procedure asks."""
        if request.user.is_authenticated:
            require_one(request.user, (DECIDE, SCORE))
        return super().dispatch(request, *args, **kwargs)

    def act(self, request: SignedInRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.end_first(request.user, pk, request.POST.get("reason", ""), since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The independent scoring has ended; the discussion begins.")


class ClosePanel(PanelAct):
    """Close the panel and record its results."""

    name = "close"

    def act(self, request: SignedInRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.close(request.user, pk, request.POST.get("reason", ""), since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The panel is closed; its results are recorded as figures.")


class DissolvePanel(PanelAct):
    """Give up the panel."""

    name = "dissolve"

    def act(self, request: SignedInRequest, pk: int, since: int | None) -> None:
        """Call the service."""
        services.dissolve(request.user, pk, request.POST.get("reason", ""), since=since)

    def done(self) -> str:
        """Say what was done."""
        return _("The panel was dissolved.")
