"""Actions as pages offer them: for each its form, what it calls, and what is said when it is done.

A room lists its :class:`StepOffer`; the page of a row shows those that its reader can take now (:func:`offered`), and
one address takes any of them (:func:`take`). A refused step comes back with what was typed, beside what stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.declaration import Procedure
from keqiao.web.procedures.responses import answer, edition_in, refused
from keqiao.web.site.forms import styled


class ActionForm(forms.Form):
    """Base of the forms: ``row`` is what the action is about, its edition that the reader had open goes along; ``user``
    takes the action.
    """

    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, row: Any, user: Actor, data: Any = None, files: Any = None, **options: Any) -> None:
        """Begin with what stands in the row."""
        self.row, self.user = row, user
        super().__init__(data, files, **options)
        self.arrange()
        for name, value in ({"edition": getattr(row, "edition", "")} | self.start()).items():
            self.initial.setdefault(name, value)
        styled(self)
        for name, choices in self.choices().items():
            field: Any = self.fields[name]
            field.choices = choices

    def arrange(self) -> None:
        """Add the fields that depend on the row."""

    def start(self) -> dict[str, Any]:
        """What stands now, by field; nothing while there is no row yet."""
        if self.row is None:
            return {}
        names = {field.name for field in self.row._meta.fields} & set(self.fields)
        return {name: getattr(self.row, name) for name in names}

    def choices(self) -> dict[str, Any]:
        """The choices of fields that are known only now."""
        return {}


@dataclass(frozen=True)
class StepOffer:
    """How a step is offered: heading, button, form, service (actor, key, form, edition), the sentence afterwards.

    ``actions``: the actions of the procedure of which any makes the step possible; ``aside``: a way out or a change,
    which stands folded below the step that comes next.
    """

    name: str
    actions: tuple[str, ...]
    heading: str | Promise
    button: str | Promise
    form: type[ActionForm]
    act: Callable[[Actor, int, Any, int | None], Any]
    done: str | Promise
    aside: bool = False
    hint: str | Promise = ""


@dataclass(frozen=True)
class StepOnPage:
    """A step that the reader can take now, with its form; ``is_open``: it was refused and says why."""

    offer: StepOffer
    form: ActionForm
    url: str
    is_open: bool


def with_fields(service: Callable[..., Any], *names: str) -> Callable[[Actor, int, Any, int | None], Any]:
    """Return a service that takes the fields of the form in their order."""

    def act(actor: Actor, pk: int, form: Any, since: int | None) -> Any:
        return service(actor, pk, *(form.cleaned_data[name] for name in names), since=since)

    return act


def offered(
    procedure: Procedure[Any],
    user: Actor,
    row: Any,
    offers: Iterable[StepOffer],
    *,
    url: Callable[[str], str],
    bound: Mapping[str, ActionForm],
) -> tuple[list[StepOnPage], list[StepOnPage]]:
    """Return the steps that the user can take now, and the ways out and changes. ``url`` gives the address of a step
    by its name; ``bound``: forms that were refused, by name.
    """
    decisions = procedure.possible(user, row)
    steps: tuple[list[StepOnPage], list[StepOnPage]] = ([], [])
    for offer in offers:
        sent = bound.get(offer.name)
        if sent is None and not any(decisions[name] for name in offer.actions):
            continue
        form = sent or offer.form(row, user, prefix=offer.name)
        steps[offer.aside].append(StepOnPage(offer, form, url(offer.name), sent is not None))
    return steps


def take(
    request: HttpRequest,
    offers: Iterable[StepOffer],
    name: str,
    read: Callable[[], Any],
    page: Callable[[Any, dict[str, ActionForm], int], HttpResponse],
) -> HttpResponse:
    """Take a step and go on to the row; a refused one comes back with its form.

    ``read`` gives the row as it is; ``page(row, forms by name, status)`` answers with its page. Raises Http404 for a
    step that is not offered.
    """
    offer = next((candidate for candidate in offers if candidate.name == name), None)
    if offer is None:
        raise Http404
    row = read()
    user: Any = request.user
    form = offer.form(row, user, request.POST, request.FILES or None, prefix=name)
    to: list[str] = [row.get_absolute_url()]

    def act() -> None:
        if not form.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        made = offer.act(user, row.pk, form, edition_in(form.cleaned_data))
        if hasattr(made, "get_absolute_url"):
            to[0] = made.get_absolute_url()

    def again(error: ValidationError, status: int) -> HttpResponse:
        by_field = getattr(error, "error_dict", {})
        if by_field:
            for field, problems in by_field.items():
                form.add_error(field if field in form.fields else None, problems)
            return page(read(), {name: form}, status)
        fresh = read()
        now = offer.form(fresh, user).initial
        status = refused(form, error, {key: value for key, value in now.items() if key in form.fields})
        return page(fresh, {name: form}, status)

    return _answered(request, act, str(offer.done), to, again)


def _answered(
    request: HttpRequest,
    act: Callable[[], object],
    done: str,
    to: list[str],
    again: Callable[[ValidationError, int], HttpResponse],
) -> HttpResponse:
    """As :func:`answer`, to an address that the act itself decides on."""
    response = answer(request, act, done=done, to="/", again=again)
    if response.status_code == 302:
        response["Location"] = to[0]
    return response
