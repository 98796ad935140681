"""Lists of programmes and results, the page of a subject, one result explained."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.visibility import NOTHING
from keqiao.web.audit.clock import today
from keqiao.web.jobs import services as jobs
from keqiao.web.procedures.responses import answer as answered
from keqiao.web.procedures.responses import refused
from keqiao.web.programmes import selectors, services, subject_page, tables
from keqiao.web.programmes.models import (
    ApplicantKind,
    Assessment,
    ProgrammeResult,
    ProgrammeVersion,
    ResultState,
)
from keqiao.web.programmes.models.answers import of_own_organisation
from keqiao.web.programmes.rights import ANSWER, KEEP, VIEW
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table

SETTLING = "settling"


class ProgrammeList(ListView):
    """The programmes in force, with how many of the subjects that the reader may see each fits."""

    right = VIEW
    template_name = "programmes/list.html"
    orders: ClassVar = {
        "name": ("name_zh", "version"),
        "issuer": "issuer",
        "kind": "kind",
        "subjects": "subjects",
        "valid_from": "valid_from",
        "valid_to": "valid_to",
        **{state.value: f"count_{state.value}" for state in ResultState},
    }

    def filters(self) -> list[Filter]:
        """Words, kind, who may apply."""
        words = with_words("name_zh", "name_en", "issuer", "issuer_en", "code")
        return [
            Filter("q", _("Words"), kind="words", apply=words),
            Filter(
                "kind",
                pgettext("programme", "Kind"),
                choices=in_words(ProgrammeVersion.Kind),
                apply=with_value("kind"),
            ),
            Filter(
                "subjects", _("Who may apply"), choices=in_words(ApplicantKind), apply=with_value("subjects")
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[ProgrammeVersion]:
        """The programmes with their counts."""
        user = self.request.user
        scope = user.scope_for(VIEW)
        mine = Q() if scope == "all" else NOTHING
        if scope == "own":
            mine = of_own_organisation("results__organisation", user)
        counts = {
            f"count_{state.value}": Count("results", filter=Q(results__state=state) & mine)
            for state in ResultState
        }
        rows = selectors.visible_programmes(user).filter(pk__in=ProgrammeVersion.objects.in_force(today()))
        return rows.annotate(**counts).order_by("subjects", "issuer", "code", "pk")

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        return tables.programmes_table(rows, counted=self.request.user.scope_for(VIEW) != "published")

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """What the reader may do, and of when the counts are."""
        user = self.request.user
        return {
            "may_keep": user.has_right(KEEP),
            "made_at": Assessment.objects.aggregate(last=Max("made_at"))["last"],
        }


class ResultList(ListView):
    """Whom programmes fit: one row for each subject and programme, filtered and ordered by the database."""

    right = VIEW
    template_name = "programmes/results.html"
    export, file_name = "programmes.export", "programme-results"
    orders: ClassVar = {
        "subject": ("organisation__name_order", "organisation__name"),
        "programme": ("version__name_zh", "version__version"),
        "state": "state",
        "missed": "missed",
        "unknown": "unknown",
        "share": "share",
        "benefit": "benefit",
    }

    def filters(self) -> list[Filter]:
        """Words of the subject, programme, result, whether one answer may settle it."""
        programmes = [(str(version.pk), str(version)) for version in selectors.in_force()]
        settled = [(SETTLING, _("one answer may make it eligible"))]
        words = with_words("organisation__name", "organisation__name_en", "organisation__usci")
        return [
            Filter("q", _("Words"), kind="words", apply=words),
            Filter(
                "programme",
                pgettext("programme", "Programme"),
                choices=programmes,
                apply=with_value("version_id"),
            ),
            Filter(
                "state",
                pgettext("programme", "Result"),
                choices=in_words(ResultState),
                apply=with_value("state"),
            ),
            Filter(
                "unknown", _("Unknown"), choices=settled, apply=lambda rows, _value: rows.exclude(settling="")
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[ProgrammeResult]:
        """The results, those nearest to a programme first."""
        return selectors.results_for(self.request.user).order_by("version", "state", "share", "pk")

    def table(self, rows: Iterable[ProgrammeResult]) -> Table:
        """Print them."""
        return tables.results_table(rows)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The way here."""
        return {"crumbs": crumbs(), "may_keep": self.request.user.has_right(KEEP)}


def crumbs() -> list[tuple[str, str]]:
    """Return the way to a page below the programmes."""
    return [(_("Programmes"), reverse("programmes:list"))]


@require_POST
@right_required(KEEP)
def assess(request: SignedInRequest) -> HttpResponse:
    """Compare all programmes with their subjects in the background."""
    return redirect(jobs.start(request.user, "programmes.assess", _("Whom programmes fit")))


@require_safe
@right_required(ANSWER)
def mine(request: SignedInRequest) -> HttpResponse:
    """Lead to the page of the reader's own firm or platform."""
    own = selectors.own_subject(request.user)
    if own is not None:
        return redirect("programmes:subject", own.pk)
    return render(request, "programmes/no_subject.html", {"crumbs": crumbs()})


@require_safe
@right_required(VIEW)
def subject(request: SignedInRequest, pk: int) -> HttpResponse:
    """A firm or platform: what it may get, what is missing, what is to be answered."""
    organisation = selectors.subject_of(request.user, pk)
    return render(request, "programmes/subject.html", _subject(request, organisation))


def _subject(request: SignedInRequest, organisation: Any, form: Any = None) -> dict[str, Any]:
    return subject_page.context(request.user, organisation, form) | {"crumbs": crumbs()}


@require_POST
@right_required(ANSWER, KEEP)
def answers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what was answered; what was typed comes back with what is wrong."""
    organisation = selectors.subject_of(request.user, pk)
    form = subject_page.answers_form(organisation, request.POST)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        sent = form.cleaned_data
        services.answer(request.user, pk, form.answers(), sent["as_of"], sent["evidence"])

    def again(error: ValidationError, status: int) -> HttpResponse:
        status = refused(form, error)
        return render(
            request, "programmes/subject.html", _subject(request, organisation, form), status=status
        )

    done = _("Kept, and compared with the programmes that ask it.")
    to = reverse("programmes:subject", args=(pk,))
    return answered(request, act, done=done, to=to, again=again)


@require_safe
@right_required(VIEW)
def result(request: SignedInRequest, pk: int, organisation: int) -> HttpResponse:
    """One subject and one programme: each condition, how far off, and what if figures were others."""
    version = selectors.programme_version(request.user, pk)
    body = selectors.subject_of(request.user, organisation)
    context = subject_page.result_context(request.user, version, body, request.GET)
    return render(request, "programmes/result.html", context | {"crumbs": crumbs()})
