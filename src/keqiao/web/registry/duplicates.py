"""Rows that may be the same thing recorded twice: organisations of like names, persons of one name.

Asked before a row is recorded (form, import, API), and listed for those who merge. What must be unique (codes, ORCID
iDs, numbers of patents) is refused by the database; here somebody says that the two are different.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models import Organisation, OrganisationAlias, Person, Record
from keqiao.web.registry.words import name_key

ALIKE = "alike"
"""Code of the error of a row that may be recorded already."""
BATCH = 400
MOST_NAMED = 3
MOST_GROUPS = 200


def like_names(user: Actor, names: Iterable[str]) -> dict[str, list[Organisation]]:
    """Return standing organisations that the user sees, by the :func:`name_key` of a name they have or had."""
    keys = sorted({name_key(name) for name in names} - {""})
    groups: dict[str, dict[int, Organisation]] = defaultdict(dict)
    seen = Organisation.objects.current().visible_to(user)
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        for row in seen.filter(name_key__in=part):
            groups[row.name_key][row.pk] = row
        aliases = OrganisationAlias.objects.current().filter(name_key__in=part, organisation__in=seen)
        for alias in aliases.select_related("organisation"):
            groups[alias.name_key][alias.organisation_id] = alias.organisation
    return {key: list(rows.values()) for key, rows in groups.items()}


def alike(user: Actor, row: Record) -> list[Organisation]:
    """Return the organisations that a row about to be stored may be the same as; none where its name stays."""
    if not isinstance(row, Organisation) or not row.name:
        return []
    if not row._state.adding and row.name_key == name_key(row.name):
        return []
    return [other for other in like_names(user, [row.name]).get(name_key(row.name), []) if other.pk != row.pk]


def words_of(user: Actor, rows: Iterable[Organisation]) -> str:
    """Name rows, each with its code."""
    viewer = Viewer.of(user)
    uncoded = _("without a code")
    named = [f"{viewer.title_of(row)}（{row.usci or uncoded}）" for row in rows]
    return _(", ").join(named[:MOST_NAMED])


def refuse_alike(user: Actor, row: Record) -> None:
    """Ask whether a row is another one. Raises ValidationError with the code :data:`ALIKE`."""
    rows = alike(user, row)
    if rows:
        text = _("An organisation of a like name is recorded already: %(rows)s. Is this another one?")
        raise ValidationError({"name": ValidationError(text % {"rows": words_of(user, rows)}, code=ALIKE)})


def suspected(user: Actor, model: type[Record]) -> list[list[Any]]:
    """Return groups of standing rows that may be the same, at most :data:`MOST_GROUPS`.

    Organisations of like names; persons of one name, unless both have an ORCID iD, which tells them apart.
    """
    by = "name_key" if model is Organisation else "name"
    rows: Any = model
    seen = rows.objects.current().visible_to(user).exclude(**{by: ""})
    twice = seen.order_by().values(by).annotate(count=Count("pk", distinct=True)).filter(count__gt=1)
    values = sorted(twice.values_list(by, flat=True)[:MOST_GROUPS])
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in seen.filter(**{f"{by}__in": values}).order_by(*(model._meta.ordering or ()), "pk").distinct():
        groups[getattr(row, by)].append(row)
    return [group for group in groups.values() if not _told_apart(group)]


def _told_apart(group: list[Any]) -> bool:
    """Whether identifiers say that all rows of a group are different."""
    return isinstance(group[0], Person) and all(row.orcid for row in group)
