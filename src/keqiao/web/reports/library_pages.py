"""The pages of media coverage and of approved paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.offering import offered, take
from keqiao.web.procedures.responses import INVALID
from keqiao.web.reports import library
from keqiao.web.reports.library_forms import PARAGRAPH_OFFERS, STORY_OFFERS, ParagraphForm, StoryForm
from keqiao.web.reports.library_lists import studies_crumb
from keqiao.web.reports.library_procedures import LIBRARY, STORIES
from keqiao.web.reports.models import ApprovedParagraph, MediaStory, ParagraphState, StoryState
from keqiao.web.reports.rights import COVERAGE, PARAGRAPHS, VIEW


def _save(
    request: SignedInRequest, form: Any, act: Callable[..., Any], heading: str, back: str
) -> HttpResponse:
    """Keep what a form was sent with, or show it again with what is wrong; ``back``: the name of its list."""
    if form.is_bound and form.is_valid():
        try:
            return redirect(act(request.user, **form.cleaned_data))
        except ValidationError as error:
            for field, problems in getattr(error, "error_dict", {None: error.messages}).items():
                form.add_error(field if field in form.fields else None, problems)
    lists = {"coverage": _("Media coverage"), "paragraphs": _("Approved paragraphs")}
    address = reverse(f"reports:{back}")
    context = {
        "form": form,
        "heading": heading,
        "back": address,
        "crumbs": [*studies_crumb(), (lists[back], address)],
    }
    return render(request, "reports/library_form.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(COVERAGE)
def new_story(request: SignedInRequest) -> HttpResponse:
    """Record a story that was told."""
    form = StoryForm(request.POST if request.method == "POST" else None)
    return _save(request, form, library.record_story, _("Record a story"), "coverage")


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(PARAGRAPHS)
def new_paragraph(request: SignedInRequest) -> HttpResponse:
    """Propose a paragraph."""
    form = ParagraphForm(request.POST if request.method == "POST" else None)
    return _save(request, form, library.propose, _("Propose a paragraph"), "paragraphs")


@require_safe
@right_required(VIEW)
def story_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One story."""
    return _story(request, library.row_of(library.stories_for(request.user), pk), {}, 200)


@require_POST
@right_required(COVERAGE)
def story_step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Withdraw an entry."""
    return take(
        request,
        STORY_OFFERS,
        name,
        lambda: library.row_of(library.stories_for(request.user), pk),
        lambda row, bound, status: _story(request, row, bound, status),
    )


def _story(request: SignedInRequest, entry: MediaStory, bound: dict[str, Any], status: int) -> HttpResponse:
    main, aside = offered(
        STORIES,
        request.user,
        entry,
        STORY_OFFERS,
        url=lambda name: reverse("reports:story_step", args=(entry.pk, name)),
        bound=bound,
    )
    context = {
        "entry": entry,
        "reach": "" if entry.reach is None else f"{entry.reach:,}",
        "status": STORIES.status(entry),
        "tone": StoryState.tone_of(entry.state),
        "main": main,
        "aside": aside,
        "entries": entries(STORIES, entry.steps.select_related("by")),
        "crumbs": [*studies_crumb(), (_("Media coverage"), reverse("reports:coverage"))],
    }
    return render(request, "reports/story.html", context, status=status)


@require_safe
@right_required(VIEW)
def paragraph_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One paragraph, how a section inserts it, and what may be decided now."""
    return _paragraph(request, library.row_of(library.paragraphs_for(request.user), pk), {}, 200)


@require_POST
@right_required(PARAGRAPHS)
def paragraph_step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Approve, refuse or retire a paragraph."""
    return take(
        request,
        PARAGRAPH_OFFERS,
        name,
        lambda: library.row_of(library.paragraphs_for(request.user), pk),
        lambda row, bound, status: _paragraph(request, row, bound, status),
    )


def _paragraph(
    request: SignedInRequest, paragraph: ApprovedParagraph, bound: dict[str, Any], status: int
) -> HttpResponse:
    user = request.user
    main, aside = offered(
        LIBRARY,
        user,
        paragraph,
        PARAGRAPH_OFFERS,
        url=lambda name: reverse("reports:paragraph_step", args=(paragraph.pk, name)),
        bound=bound,
    )
    decisions = LIBRARY.possible(user, paragraph)
    context = {
        "paragraph": paragraph,
        "field": library.field_of(paragraph, pgettext("field", "paragraph")),
        "status": LIBRARY.status(paragraph),
        "tone": ParagraphState.tone_of(paragraph.state),
        "main": main,
        "aside": aside,
        "not_now": LIBRARY.not_now(user, decisions, [offer.name for offer in PARAGRAPH_OFFERS]),
        "entries": entries(LIBRARY, paragraph.steps.select_related("by")),
        "crumbs": [*studies_crumb(), (_("Approved paragraphs"), reverse("reports:paragraphs"))],
    }
    return render(request, "reports/paragraph.html", context, status=status)
