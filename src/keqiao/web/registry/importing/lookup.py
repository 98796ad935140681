"""How a cell names a row of another register: by code or number, by name, short name or alias.

One dictionary for each register, built in one or two queries when the first cell asks for it. A cell finds only rows
that its user may see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.cells import same_text
from keqiao.web.accounts.actors import Actor
from keqiao.web.registry import models
from keqiao.web.registry.identifiers import clean_organisation_code, clean_patent_number

MOST_NAMED = 4
BODIES = (models.Organisation, models.Firm, models.Platform, models.Partner)
"""Registers whose rows an organisation code names."""


@dataclass(frozen=True)
class RowWords:
    """What names a row: ``exact`` words name one row only (codes, numbers), ``names`` may be shared."""

    pk: int
    exact: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass
class RowNames:
    """The words of all rows of one register."""

    exact: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    written: dict[int, RowWords] = field(default_factory=dict)

    def add(self, words: RowWords) -> None:
        """Note the words of a row."""
        self.written[words.pk] = words
        for text in words.exact:
            if text:
                self.exact[same_text(text)].add(words.pk)
        for text in words.names:
            if text:
                self.names[same_text(text)].add(words.pk)

    def label(self, key: int) -> str:
        """Return what names the row alone; ``#`` and its number where no word does."""
        words = self.written.get(key)
        for text in words.exact if words else ():
            if text and len(self.exact[same_text(text)]) == 1:
                return text
        for text in words.names if words else ():
            known = same_text(text)
            if text and len(self.names[known]) == 1 and known not in self.exact:
                return text
        return f"#{key}"


class Finder:
    """Finds rows by what cells say, for one user."""

    def __init__(self, user: Actor) -> None:
        self.user = user
        self._known: dict[Any, RowNames] = {}

    def find(self, model: Any, text: str) -> int:
        """Return the key of the row that the text names. Raises ValidationError: not found, or ambiguous."""
        known = self._names(model)
        title = model._meta.verbose_name
        word = same_text(text)
        number = int(text[1:]) if re.fullmatch(r"#\d{1,17}", text, re.ASCII) else 0
        if number in known.written:
            return number
        if model is models.Patent:
            word = _cleaned(clean_patent_number, text, word)
        elif model in BODIES:
            word = _cleaned(clean_organisation_code, text, word)
        keys = known.exact.get(word) or known.names.get(word) or set()
        if not keys:
            raise ValidationError(
                _("There is no %(register)s “%(text)s”.") % {"register": title, "text": text[:80]}
            )
        if len(keys) > 1:
            named = [known.label(key) for key in sorted(keys)[:MOST_NAMED]]
            raise ValidationError(
                _("“%(text)s” is ambiguous: %(rows)s.") % {"text": text[:80], "rows": _(", ").join(named)}
            )
        return next(iter(keys))

    def label(self, model: Any, key: int | None) -> str:
        """Return the text that names a row; empty for none."""
        return "" if key is None else self._names(model).label(key)

    def labels(self, model: Any) -> list[str]:
        """Return what names each row, for a drop-down."""
        known = self._names(model)
        return [known.label(key) for key in known.written]

    def _names(self, model: Any) -> RowNames:
        if model not in self._known:
            names = RowNames()
            for words in WORDS.get(model._meta.object_name, _others)(model, self.user):
                names.add(words)
            self._known[model] = names
        return self._known[model]


def _cleaned(clean: Callable[[str], str], text: str, word: str) -> str:
    """The text as its identifier is written; as it stands where it is none."""
    try:
        return same_text(clean(text))
    except ValidationError:
        return word


def _codes(usci: str | None) -> tuple[str, ...]:
    """The credit code of a body, and the organisation code in it, by which older files name it."""
    return (usci, usci[8:17]) if usci else ()


def _rows(model: Any, user: Actor, *fields: str) -> Iterable[Any]:
    return model.objects.current().visible_to(user).order_by("pk").values_list("pk", *fields)


def _aliases() -> dict[int, list[str]]:
    keys: dict[int, list[str]] = defaultdict(list)
    rows = models.OrganisationAlias.objects.current().order_by("pk").values_list("organisation_id", "name")
    for organisation, name in rows:
        keys[organisation].append(name)
    return keys


def _by_organisation(model: Any, user: Actor) -> Iterable[RowWords]:
    """Firms and partners go by their organisation."""
    aliases = _aliases()
    fields = ("organisation_id", "organisation__usci", "organisation__name", "organisation__name_en")
    for key, organisation, usci, name, name_en in _rows(model, user, *fields):
        yield RowWords(key, _codes(usci), (name, name_en, *aliases[organisation]))


def _organisations(model: Any, user: Actor) -> Iterable[RowWords]:
    aliases = _aliases()
    for key, usci, name, name_en in _rows(model, user, "usci", "name", "name_en"):
        yield RowWords(key, _codes(usci), (name, name_en, *aliases[key]))


def _platforms(model: Any, user: Actor) -> Iterable[RowWords]:
    aliases = _aliases()
    fields = ("organisation_id", "organisation__usci", "organisation__name", "organisation__name_en")
    own = ("code", "short_name", "short_name_en")
    for key, code, short, short_en, organisation, usci, name, name_en in _rows(model, user, *own, *fields):
        yield RowWords(key, (code, *_codes(usci)), (short, short_en, name, name_en, *aliases[organisation]))


def _persons(model: Any, user: Actor) -> Iterable[RowWords]:
    posts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    fields = ("person_id", "platform__code", "platform__short_name")
    for _post, person, code, short in _rows(models.Engagement, user, *fields):
        posts[person].append((code, short))
    editable = set(model.objects.editable_by(user).values_list("pk", flat=True))
    for key, code, name, public in _rows(model, user, "code", "name", "consent_public"):
        # Who does not keep the person and has no consent cannot ask for the name.
        known = [name] if public or key in editable else []
        at = [f"{word}@{unit}" for word in known for post in posts[key] for unit in post]
        yield RowWords(key, (code,), (*known, *at))


def _joined(first: str, second: str, *names: str) -> Callable[[Any, Any], Iterable[RowWords]]:
    """Rows named by two fields together, ``first@second``, and by ``names`` where these are unambiguous."""

    def words(model: Any, user: Actor) -> Iterable[RowWords]:
        for key, one, other, *shared in _rows(model, user, first, second, *names):
            yield RowWords(key, (f"{one}@{other}",), tuple(text or "" for text in shared))

    return words


def _fields(*exact: str, names: tuple[str, ...] = ()) -> Callable[[Any, Any], Iterable[RowWords]]:
    """Rows named by fields of their own."""

    def words(model: Any, user: Actor) -> Iterable[RowWords]:
        for row in _rows(model, user, *exact, *names):
            said = [text or "" for text in row[1:]]
            yield RowWords(row[0], tuple(said[: len(exact)]), tuple(said[len(exact) :]))

    return words


def _users(model: Any, _user: Actor) -> Iterable[RowWords]:
    for key, username in model.objects.filter(is_active=True).order_by("pk").values_list("pk", "username"):
        yield RowWords(key, (username,))


def _units(model: Any, _user: Actor) -> Iterable[RowWords]:
    for key, code, name, name_en in model.objects.order_by("pk").values_list("pk", "code", "name", "name_en"):
        yield RowWords(key, (code,), (name, name_en))


def _others(model: Any, user: Actor) -> Iterable[RowWords]:
    for row in model.objects.current().visible_to(user):
        yield RowWords(row.pk, (), (str(row),))


_CODE = _fields("code", names=("name", "name_en"))
WORDS: dict[str, Callable[[Any, Any], Iterable[RowWords]]] = {
    "Platform": _platforms,
    "Organisation": _organisations,
    "Firm": _by_organisation,
    "Partner": _by_organisation,
    "Person": _persons,
    "Engagement": _joined("person__code", "platform__code", "person__code"),
    "Equipment": _joined("asset_no", "platform__code", "asset_no", "name"),
    "ProjectParticipation": _joined("project__number", "platform__code", "project__number"),
    "Agreement": _fields("number", names=("title", "title_en")),
    "Patent": _fields("application_no"),
    "TechContract": _fields("registration_no"),
    "Project": _fields("number", names=("title",)),
    "Park": _CODE,
    "Cluster": _CODE,
    "Direction": _CODE,
    "PartnerFamily": _CODE,
    "Community": _fields(names=("name", "name_en")),
    "Unit": _units,
    "User": _users,
}
"""Model → the words of its rows, the first word the one that is written into workbooks."""
