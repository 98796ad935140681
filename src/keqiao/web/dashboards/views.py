"""Home by role, cockpit, quick search, the one-page answer; thin and read only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from keqiao.periods import Period
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.dashboards import cockpit, homes, pictures, selectors, sentences
from keqiao.web.dashboards.dates import chosen_day, refusal
from keqiao.web.dashboards.questions.answers import answers as question_answers
from keqiao.web.dashboards.questions.register_hits import register_hits
from keqiao.web.facts.pictures import platforms_chart
from keqiao.web.facts.selectors import PeriodToCome, UnknownFigure, default_period, largest, trend
from keqiao.web.facts.selectors import figure as one_figure
from keqiao.web.registry.models import Region
from keqiao.web.site.demonstration import is_demonstration
from keqiao.web.site.errors import ExplainedNotFound

VIEW = "dashboards.view"


def day_of(request: HttpRequest) -> Period:
    """Return the as-of day of the page: from the address, else the region's."""
    return chosen_day(request.GET.get("as_of", ""), default_period())


class Home(RightRequired, View):
    """The first page after signing in: what this role has to do and to see."""

    right = None

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the home page of the widest role, or lead to the cockpit or to the expert's panels."""
        kind = homes.kind_of(request.user)
        if kind == "cockpit":
            return redirect("dashboards:cockpit")
        if kind == "expert":
            return redirect("experts:panels")
        if kind == "admin":
            return render(request, "dashboards/home_admin.html", homes.admin(request.user))
        context = homes.context(request.user, kind, day_of(request))
        context["refused"] = refusal(request.GET.get("as_of", ""))
        return render(request, f"dashboards/home_{kind}.html", context)


class Cockpit(RightRequired, View):
    """One screen: headline figures, pillars, platforms with lights, clusters, trends."""

    right = VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the cockpit as of a day."""
        context = cockpit.context(request.user, day_of(request), request.GET.get("page", ""))
        context["refused"] = refusal(request.GET.get("as_of", ""))
        return render(request, "dashboards/cockpit.html", context)


class Search(RightRequired, View):
    """领导要数: type words or a question, get figures ready to be copied, and platforms."""

    right = None

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the answers."""
        query = request.GET.get("q", "")[:100]
        day = day_of(request)
        # As of a day that was chosen, 去年 is the year before that day's.
        now = day.end if request.GET.get("as_of") and not refusal(request.GET["as_of"]) else None
        answers = question_answers(request.user, query, day, now)
        platforms = selectors.platforms_named(request.user, query, answers.reading)
        rows = register_hits(request.user, answers.reading.unused)
        asks_figures = bool(answers.figures or answers.payments or answers.near or answers.refusals)
        context = {
            "query": query,
            "day": day,
            "answers": answers,
            "platforms": platforms,
            "found_platforms": selectors.with_grades(request.user, platforms),
            "rows": rows,
            "unused": answers.reading.unused if asks_figures or not (platforms or rows) else (),
            "nothing": not (asks_figures or platforms or rows),
            "refused": refusal(request.GET.get("as_of", "")),
        }
        return render(request, "dashboards/search.html", context)


class Brief(RightRequired, View):
    """One figure on one page to be printed: value, change, definition, trend, by platform."""

    right = "facts.view"

    def get(self, request: SignedInRequest, measure: str, period: str) -> HttpResponse:
        """Show the page."""
        try:
            figure = one_figure(request.user, measure, "city", Period.parse(period).code)
        except PeriodToCome as error:
            raise ExplainedNotFound(str(error)) from error
        except (UnknownFigure, ValueError) as error:
            raise Http404 from error
        line = trend(request.user, figure)
        platforms = largest(request.user, figure)
        region = Region.objects.first()
        context: dict[str, Any] = {
            "figure": figure,
            "sentence": sentences.answer(figure),
            "trend": pictures.trend(line, size="m") if len(line) > 1 else None,
            "by_platform": platforms_chart(platforms) if platforms.count else None,
            "region_name": str(region) if region else _("Whole city"),
            "demonstration": is_demonstration(),
        }
        return render(request, "dashboards/brief.html", context)
