"""Finding rows of a register: by words, by platform, in an order; only what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models import Person, Platform
from keqiao.web.registry.registers import Register
from keqiao.web.registry.words import plain

MOST_WORDS = 8
CHUNK = 5000
"""So many keys stand in one query."""


@dataclass(frozen=True)
class Sought:
    """What is looked for: words, a platform's code, withdrawn rows too; the order: a field, "-" for descending."""

    words: str = ""
    order: str = ""
    platform: str = ""
    withdrawn: bool = False


def rows_found(user: Actor, register: Register, sought: Sought) -> QuerySet:
    """Return the rows of a register that the user may see and that fit, in the order asked for (or the register's)."""
    model: Any = register.model
    rows = model.objects.all() if sought.withdrawn else model.objects.current()
    rows = rows.visible_to(user)
    if sought.platform:
        rows = rows.of_platforms(
            list(Platform.objects.current().filter(code=sought.platform).values_list("pk", flat=True))
        )
    rows = with_words(rows, register, user, sought.words)
    name = sought.order.removeprefix("-")
    # An order by names would tell something of the names that are held back.
    hidden = model is Person and name in model.personal_fields and not Viewer.of(user).sees_names
    if name in register.fields and not register.field(name).many_to_many and not hidden:
        return rows.order_by(*in_order(model, sought.order), "pk")
    return rows.order_by(*model._meta.ordering, "pk")


def in_order(model: Any, order: str) -> tuple[str, ...]:
    """Return what rows are ordered by: names by pinyin, rows of other registers by their own order."""
    if order.removeprefix("-") != getattr(model, "order_from", ""):
        return (order,)
    falling = "-" if order.startswith("-") else ""
    return (f"{falling}name_order", order)


def with_words(rows: QuerySet, register: Register, user: Actor, words: str) -> QuerySet:
    """Narrow rows to those that hold every word: Chinese, an alias, initials of pinyin, a code.

    A reader from whom names of persons are held back finds persons by their code only: finding by a name would tell it.
    """
    # No index of trigrams: it holds no word of two Chinese characters, and PostgreSQL reads 100 000 rows in 30 ms.
    for word in plain(words).split()[:MOST_WORDS]:
        holds = Q()
        for path in register.search:
            holds |= _holds(register.model, path, word, Viewer.of(user).sees_names)
        rows = rows.filter(holds)
    return rows


def keys_with_words(keys: Sequence[int], register: Register, user: Actor, words: str) -> list[int]:
    """Return, in their order, the keys of rows of a register that hold every word; all of them without words."""
    if not words.strip():
        return list(keys)
    matches: set[int] = set()
    for start in range(0, len(keys), CHUNK):
        rows = register.model._base_manager.filter(pk__in=keys[start : start + CHUNK])
        matches |= set(with_words(rows, register, user, words).values_list("pk", flat=True))
    return [key for key in keys if key in matches]


def _holds(model: Any, path: str, word: str, names: bool) -> Q:
    prefix = f"{path}__" if path else ""
    wanted = Q(**{f"{prefix}search_text__contains": word})
    if not names and _end(model, path) is Person:
        consent = Q(**{f"{prefix}consent_public": True})
        wanted = (wanted & consent) | Q(**{f"{prefix}code__icontains": word})
    if not path:
        return wanted
    if _end(model, path) is not model and path.rsplit("__", maxsplit=1)[-1] == "aliases":
        wanted &= Q(**{f"{prefix}withdrawn_at": None})
    # A sub-query, so that a row which is found along several ways is still one row.
    return Q(pk__in=model._base_manager.filter(wanted).values("pk"))


def _end(model: Any, path: str) -> Any:
    """The model that a path leads to."""
    for step in filter(None, path.split("__")):
        model = model._meta.get_field(step).related_model
    return model
