"""What the lines of an import make doubtful: names alike, amounts in the wrong unit, posts beyond whole time.

Doubts are asked about and confirmed. Only what must be unique and stands in two lines is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from keqiao.money import looks_mixed
from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.duplicates import like_names, words_of
from keqiao.web.registry.importing.columns import column_of
from keqiao.web.registry.importing.planned_rows import Planned
from keqiao.web.registry.models import Engagement, Organisation
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.posts import beyond_whole, posts_of
from keqiao.web.registry.quantities import amount_in_words, usual
from keqiao.web.registry.registers import Register
from keqiao.web.registry.words import name_key


class Doubts:
    """What is known of the register and of earlier lines of the file, against which a line is held."""

    def __init__(self, user: Actor, register: Register) -> None:
        self.user, self.register = user, register
        self._usual: dict[str, Decimal | None] = {}
        self._alike: dict[str, list[Organisation]] = {}
        self._posts: dict[int, list[Engagement]] = {}
        self._new_names: dict[str, Planned] = {}
        self._unique: dict[tuple[Any, ...], int] = {}

    def know_names(self, names: list[str]) -> None:
        """Read the organisations that are called alike."""
        self._alike = like_names(self.user, names)

    def know_posts(self, people: Iterable[int]) -> None:
        """Read the posts of people."""
        self._posts = posts_of(people)

    def refuse_twice(self, planned: Planned, row: Record) -> None:
        """Refuse what must be unique and stands in an earlier new line, though another key tells the two apart."""
        for rule in row._meta.constraints:
            if not isinstance(rule, UniqueConstraint) or set(rule.fields) == set(self.register.natural_key):
                continue
            said = tuple(getattr(row, row._meta.get_field(name).attname) for name in rule.fields)  # type: ignore[union-attr]
            if any(part in (None, "") for part in said):
                continue
            first = self._unique.setdefault((rule.name, *said), planned.row)
            if first != planned.row:
                text = _("Row %(row)d names the same and says something else.") % {"row": first}
                raise ValidationError({rule.fields[-1]: text})

    def like_names(self, planned: Planned, row: Organisation) -> list[str]:
        """Organisations of a like name, in the register and in earlier lines: asked about before it is recorded."""
        key = name_key(row.name)
        doubts = []
        if rows := self._alike.get(key):
            text = _("An organisation of a like name is recorded already: %(rows)s. Is this another one?")
            doubts.append(text % {"rows": words_of(self.user, rows)})
        first = self._new_names.setdefault(key, planned)
        if first is not planned:
            text = _("Row %(row)d has a like name (“%(name)s”). Is this another organisation?")
            doubts.append(text % {"row": first.row, "name": first.name})
        return doubts

    def beyond_whole(self, row: Record) -> list[str]:
        """Posts, recorded or in earlier lines, with which a person would work more than whole time."""
        text = beyond_whole(self.user, row, self._posts)
        if isinstance(row, Engagement) and row.person_id is not None:
            kept = [
                post for post in self._posts.get(row.person_id, []) if post.pk is None or post.pk != row.pk
            ]
            self._posts[row.person_id] = [*kept, row]
        return [text] if text else []

    def jumps(self, planned: Planned) -> list[str]:
        """Amounts that became about ten thousand times larger or smaller: 元 and 万元 may be mixed up."""
        changes = []
        for name, after in planned.after.items():
            column = column_of(self.register, name)
            before = planned.before.get(name)
            if column is None or not column.money or not after:
                continue
            amount = Decimal(str(after))
            if before and looks_mixed(amount, Decimal(str(before))):
                changes.append(
                    _("%(column)s changes from %(before)s to %(after)s: is the unit right (元 or 万元)?")
                    % {
                        "column": column.label,
                        "before": amount_in_words(before),
                        "after": amount_in_words(after),
                    }
                )
            elif not before and (other := self._usual_amount(name)) and looks_mixed(amount, other):
                changes.append(
                    _(
                        "%(column)s is %(after)s; usual in this register are about %(usual)s: is the unit right?"
                    )
                    % {
                        "column": column.label,
                        "after": amount_in_words(after),
                        "usual": amount_in_words(other),
                    }
                )
        return changes

    def _usual_amount(self, name: str) -> Decimal | None:
        if name not in self._usual:
            self._usual[name] = usual(self.register.model, name)
        return self._usual[name]
