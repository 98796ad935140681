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
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.panel_scores import PanelScores
from keqiao.web.experts.procedure import PANELS
from keqiao.web.experts.rights import DECIDE, SCORE
from keqiao.web.experts.views import number, open_panel, show
from keqiao.web.procedures.responses import answer
from keqiao.web.procedures.second_look import second_look
from keqiao.web.site import numbers
from keqiao.web.site.punctuation import labelled


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

        if PANELS.decide(request.user, panel, self.name) and (ask := self.second_look(request, panel)):
            return ask
        since = number(request.POST.get("edition", ""))
        return answer(request, lambda: self.act(request, pk, since), done=self.done(), to=panel, again=again)

    def second_look(self, request: SignedInRequest, panel: ExpertPanel) -> HttpResponse | None:
        """Return a page that asks again before a step that cannot be taken back; most can."""
        return None

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

    def second_look(self, request: SignedInRequest, panel: ExpertPanel) -> HttpResponse | None:
        """Show which results are recorded, and what has none."""
        scores = PanelScores.of(panel)
        results = [(str(row.subject), scores.tally(row.key).value) for row in scores.rows]
        unfinished = scores.missing_second or any(value is None for _name, value in results)
        if all(value is None for _name, value in results) or (
            unfinished and not request.POST.get("reason", "").strip()
        ):
            return None  # The service says what is missing.
        effects = [labelled(name, numbers.number(value, 2)) for name, value in results]
        effects.append(_("The results are recorded as figures and take the place of earlier ones."))
        return second_look(
            request,
            _("Close the panel"),
            [*effects, _("A closed panel never changes.")],
            label=_("Close the panel"),
            back=panel.get_absolute_url(),
            crumbs=[(str(panel), panel.get_absolute_url())],
        )

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
