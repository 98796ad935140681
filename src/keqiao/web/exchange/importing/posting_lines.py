"""Lines of a list of needs or offers → the postings they would make, or what is wrong with them. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.figures import Quantity
from keqiao.engine.workbooks.cells import same_text
from keqiao.money import YUAN_PER_WAN
from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.likeness import alike
from keqiao.web.exchange.models import Disclosure, Need, Posting, PostingKind, PostingSource
from keqiao.web.exchange.owners import may_name_any, named_organisation, own_organisations
from keqiao.web.exchange.text_checks import check_texts
from keqiao.web.registry.models import Cluster, Organisation
from keqiao.web.site.figures import WAN, read_figure

REQUIRED = ("title", "body")
CHOICES = {"kind": PostingKind, "disclosure": Disclosure}


def headings(model: type[Posting]) -> dict[str, str]:
    """Return key → heading in the reader's language."""
    own = {"budget": _("Budget (10k yuan)")} if model is Need else {"trl": _("Readiness level")}
    return {
        "organisation": _("Organisation"),
        "kind": pgettext("posting", "Kind"),
        "title": pgettext("posting", "Title"),
        "body": _("In your own words"),
        **own,
        "months": _("Within months"),
        "cluster": _("Industry cluster"),
        "chain_node": _("Node of the chain"),
        "disclosure": _("Name shown"),
        "contact": _("Contact person and telephone"),
    }


def planned(user: Actor, model: type[Posting], lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for each line the fields of the posting that it would make (``fields``), or its errors by column."""
    own = list(own_organisations(user)[:2])
    clusters = {
        same_text(str(name)): row.pk for row in Cluster.objects.all() for name in (row.name, row.code)
    }
    titles: dict[str, int] = {}
    return [_line(user, model, own, clusters, titles, line["row"], line["cells"]) for line in lines]


def posting_of(model: type[Posting], fields: Mapping[str, Any]) -> Any:
    """Return the posting, not stored, that the fields of a line make."""
    given = dict(fields)
    if given.get("budget_high"):
        given["budget_high"] = Decimal(given["budget_high"])
    return model(**given, source=PostingSource.SURVEY)


def _line(  # noqa: PLR0917 - what a line is read against
    user: Actor,
    model: type[Posting],
    own: list[Organisation],
    clusters: Mapping[str, int],
    titles: dict[str, int],
    row: int,
    cells: Mapping[str, str],
) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    fields: dict[str, Any] = {
        name: cells[name] for name in ("title", "body", "chain_node", "contact") if name in cells
    }
    fields |= _chosen(cells, errors)
    fields |= _numbers(model, cells, errors)
    if organisation := _organisation(user, own, cells.get("organisation", ""), errors):
        fields["organisation_id"] = organisation.pk
    if text := cells.get("cluster", ""):
        if same_text(text) in clusters:
            fields["cluster_id"] = clusters[same_text(text)]
        else:
            errors["cluster"] = [_("There is no industry cluster “%(text)s”.") % {"text": text[:60]}]
    if not errors:
        _by_model(posting_of(model, fields), errors)
    return {
        "row": row,
        "cells": dict(cells),
        "state": "error" if errors else "new",
        "name": cells.get("title", "")[:80],
        "fields": None if errors else fields,
        "errors": {key: " ".join(texts) for key, texts in errors.items()},
        "warnings": [] if errors else _likeness(user, model, titles, row, fields["title"]),
        "notes": [],
    }


def _chosen(cells: Mapping[str, str], errors: dict[str, list[str]]) -> dict[str, str]:
    """What is chosen from a list, by its word in either language or its code; nothing said is the first."""
    chosen = {"kind": str(PostingKind.TECHNOLOGY), "disclosure": str(Disclosure.PUBLIC)}
    for name, choices in CHOICES.items():
        text = cells.get(name, "")
        if not text:
            continue
        words = {str(code): str(code) for code in choices.values}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                words |= {same_text(str(word)): str(code) for code, word in choices.choices}
        code = words.get(same_text(text))
        if code is None:
            known = _(", ").join(str(word) for _code, word in choices.choices)
            errors[name] = [_("“%(text)s” is none of: %(known)s.") % {"text": text[:40], "known": known}]
        else:
            chosen[name] = code
    return chosen


def _numbers(model: type[Posting], cells: Mapping[str, str], errors: dict[str, list[str]]) -> dict[str, Any]:
    numbers: dict[str, Any] = {}
    for name, unit, least, most in (
        ("trl", "", 1, 9),
        ("months", "月", 1, 120),
        ("budget", WAN, 0, 10_000_000),
    ):
        text = cells.get(name, "")
        if not text:
            continue
        value = _figure(text, unit)
        if value is None or not least <= value <= most or (name != "budget" and value % 1):
            values = {"text": text[:40], "least": least, "most": most}
            errors[name] = [_("“%(text)s” is no number from %(least)d to %(most)d.") % values]
        elif name == "budget":
            numbers["budget_high"] = str((value * YUAN_PER_WAN).quantize(Decimal("0.01")))
        else:
            numbers[name] = int(value)
    return numbers


def _figure(text: str, unit: str) -> Decimal | None:
    """What a cell says in a unit; None for no number."""
    try:
        return read_figure(text, Quantity(unit, converts="any")).value
    except ValidationError:
        return None


def _organisation(
    user: Actor, own: list[Organisation], text: str, errors: dict[str, list[str]]
) -> Organisation | None:
    """Whose it is: the own organisation unless another is named, which brokers and the bureau may."""
    if not text and len(own) == 1:
        return own[0]
    if not text:
        errors["organisation"] = [
            _("Name the organisation, by its full name or its unified social credit code.")
        ]
        return None
    try:
        organisation = named_organisation(text)
    except ValidationError as error:
        errors["organisation"] = error.messages
        return None
    if not may_name_any(user) and not own_organisations(user).filter(pk=organisation.pk).exists():
        errors["organisation"] = [_("This is not your organisation; brokers and the bureau post for others.")]
        return None
    return organisation


def _by_model(posting: Any, errors: dict[str, list[str]]) -> None:
    """Add what the model and the checks of texts refuse."""
    try:
        posting.clean_fields(exclude=["code", "posted_by", "posted_at", "changed_at"])
        check_texts(posting)
    except ValidationError as error:
        for name, reasons in error.message_dict.items():
            errors.setdefault({"budget_high": "budget"}.get(name, name), []).extend(reasons)


def _likeness(user: Actor, model: type[Posting], titles: dict[str, int], row: int, title: str) -> list[str]:
    """What is nearly the same: a line above, or a posting that is there."""
    key = same_text(title)
    warnings = []
    if key in titles:
        warnings.append(_("The title stands in row %(row)d too.") % {"row": titles[key]})
    titles.setdefault(key, row)
    for near in alike(user, model, title)[:1]:
        warnings.append(_("Nearly the same: %(posting)s") % {"posting": near})
    return warnings
