"""Lines → what each would do: new, changed, the same, restored, joined, a duplicate, or wrong and why.

Nothing is written. The same lines are planned again when they are applied: what differs then, somebody changed since.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.checking import check
from keqiao.web.registry.changes.state import State, differences, put, state_of, with_names
from keqiao.web.registry.importing.bodies import Bodies
from keqiao.web.registry.importing.cells import is_missing, value_of
from keqiao.web.registry.importing.columns import OWNER, column_of
from keqiao.web.registry.importing.doubts import Doubts
from keqiao.web.registry.importing.line import ImportLine
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.importing.matching import Matches
from keqiao.web.registry.importing.owners import Owners, from_the_number
from keqiao.web.registry.importing.planned_rows import Planned
from keqiao.web.registry.models import Engagement, Organisation
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import Register


def plan(
    user: Actor,
    register: Register,
    given: list[ImportLine],
    common: dict[str, str] | None = None,
    ten_thousand: list[str] | None = None,
) -> list[Planned]:
    """Plan all lines. ``common``: texts for lines whose cell is empty; ``ten_thousand``: columns in 万元."""
    return _Planning(user, register, common or {}, set(ten_thousand or [])).run(given)


class _Planning:
    """One pass over the lines."""

    def __init__(self, user: Actor, register: Register, common: dict[str, str], large: set[str]) -> None:
        self.user, self.register, self.common, self.large = user, register, common, large
        self.finder = Finder(user)
        self.everything = register.model.reach_of(user) == "all"
        self.matches = Matches(user, register)
        self.owners = Owners(user) if register.key == "patents" else None
        self.bodies = Bodies(self.finder) if register.key == "firms" else None
        self.own: dict[Any, set[int]] = {}
        self.seen: dict[Any, Planned] = {}
        self.named: dict[tuple[str, Any], Record] = {}
        self.doubts = Doubts(user, register)

    def run(self, given: list[ImportLine]) -> list[Planned]:
        read = [self._read(line) for line in given]
        if self.bodies:
            for planned, values in read:
                self.bodies.resolve(planned, values)
            bodies = [planned.body["name"] for planned, _values in read if planned.body]
            self.doubts.know_names(bodies)
        self.matches.load([values for _planned, values in read])
        if self.owners:
            self.owners.load([row.pk for row in self.matches.rows()])
        self._name_references([values for _planned, values in read])
        if self.register.model is Organisation:
            self.doubts.know_names([str(values.get("name") or "") for _line, values in read])
        if self.register.model is Engagement:
            self.doubts.know_posts(person for _line, values in read if (person := values.get("person")))
        for planned, values in read:
            if planned.state != "left_out":
                self._plan(planned, values)
        return [planned for planned, _values in read]

    def _name_references(self, lines: list[State]) -> None:
        """Read the rows that lines refer to, at once: the names of new rows are made from them."""
        fields: Any = self.register.model._meta.concrete_fields
        keys = [field for field in fields if field.many_to_one or field.one_to_one]
        rows = []
        for values in lines:
            row = self.register.model()
            put(row, {field.name: values[field.name] for field in keys if field.name in values})
            rows.append(row)
        with_names(rows)
        for row in rows:
            for field_ in keys:
                if field_.is_cached(row):
                    self.named[field_.name, getattr(row, field_.attname)] = getattr(row, field_.name)

    def _read(self, line: ImportLine) -> tuple[Planned, State]:
        planned = Planned(line.row, line.cells, notes=list(line.notes), errors=dict(line.faults))
        values: State = {}
        if line.left_out:
            planned.state, planned.name = "left_out", next(iter(line.cells.values()), "")[:60]
            planned.notes.append(line.left_out)
            return planned, values
        for key, text in ({k: v for k, v in self.common.items() if v} | line.cells).items():
            column = column_of(self.register, key)
            if column is None or key in line.faults:
                continue
            if is_missing(column, text):
                words = _("%(column)s: “%(text)s” is read as an empty cell.")
                planned.notes.append(words % {"column": column.label, "text": text[:40]})
                continue
            try:
                large = key in self.large and bool(line.cells.get(key))
                values[key] = value_of(
                    column, text, self.finder, large, planned.notes, doubts=planned.warnings
                )
            except ValidationError as error:
                planned.errors[key] = " ".join(error.messages)
        return planned, values

    def _plan(self, planned: Planned, values: State) -> None:
        if planned.errors:
            planned.state = "error"
            return
        try:
            self._decide(planned, values)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                for name, messages in error.message_dict.items():
                    planned.errors["" if name == "__all__" else name] = " ".join(messages)
            else:
                planned.errors[""] = " ".join(error.messages)
        if planned.errors:
            planned.state, planned.before, planned.after, planned.owner = "error", {}, {}, None

    def _decide(self, planned: Planned, values: State) -> None:
        owner = values.pop(OWNER, None)
        if self.owners:
            planned.notes += from_the_number(values)
            owner = self.owners.default(owner)
        for name, value in values.items():
            self._own(name, value)
        if owner is not None:
            self._own("platform", owner)
        key = self.matches.key(values)
        twin = self.seen.get(key) if key is not None else None
        if twin is not None:
            self._twin(planned, twin, values, owner)
            return
        row = self.matches.take(values)
        if row is None:
            self._new(planned, values, owner)
        elif not self.matches.editable(row):
            self._others(planned, row, owner)
        else:
            self._changed(planned, row, values, owner)
        if key is not None:
            self.seen[key] = planned

    def _own(self, name: str, value: Any) -> None:
        """Refuse a reference by which a row would become another unit's."""
        path = (self.register.model.platform_path or "").split("__")[0]
        path = "platform" if self.owners else path
        if self.everything or name != path or value is None or path in {"pk", "person", "patent", "firm"}:
            return
        column = column_of(self.register, OWNER if self.owners else name)
        if column is None or not column.field.is_relation:
            return
        model = column.field.related_model
        if model not in self.own:
            self.own[model] = set(model.objects.editable_by(self.user).values_list("pk", flat=True))
        if value not in self.own[model]:
            raise ValidationError({column.key: _("You may record rows of your own unit only.")})

    def _new(self, planned: Planned, values: State, owner: int | None) -> None:
        row: Any = self.register.model()
        many = _put(row, values)
        for name in values:
            other = self.named.get((name, getattr(row, f"{name}_id", None)))
            if other is not None:
                setattr(row, name, other)
        if not self.everything:
            self._bureau(row, values)
        if planned.body:
            row.organisation_id = 0  # whose row is recorded first
        check(row, self.register.natural_key)
        if self.owners and owner is None:
            raise ValidationError({OWNER: _("Say which platform owns the patent.")})
        planned.state, planned.owner = "new", owner
        planned.name = planned.body["name"] if planned.body else _name(row)
        said = state_of(row) | many
        if planned.body:
            said.pop("organisation")
        planned.after = {name: value for name, value in said.items() if value not in (None, "", [])}
        planned.warnings += self.doubts.jumps(planned)
        self.doubts.refuse_twice(planned, row)
        if isinstance(row, Organisation):
            planned.warnings += self.doubts.like_names(planned, row)
        if planned.body:
            planned.warnings += self.doubts.like_names(planned, Organisation(**planned.body))
        planned.warnings += self.doubts.beyond_whole(row)

    def _others(self, planned: Planned, row: Record, owner: int | None) -> None:
        """A row that another unit keeps: a patent gets another owner, everything else is refused."""
        if self.owners is None or owner is None or row.withdrawn_at is not None:
            raise ValidationError(_("This row is recorded by another unit; you may not change it."))
        planned.pk, planned.name = row.pk, str(row)
        if self.owners.has(row.pk, owner):
            planned.state = "same"
            return
        self.owners.note(row.pk, owner)
        planned.state, planned.owner = "joined", owner
        planned.notes.append(
            _("The patent is recorded already for another platform: yours becomes an additional owner. ")
            + _("What is recorded of it stays.")
        )

    def _changed(self, planned: Planned, row: Record, values: State, owner: int | None) -> None:
        planned.pk, planned.version, planned.name = row.pk, row.version, str(row)
        before = state_of(row)
        restored = row.withdrawn_at is not None
        if restored:
            values = values | {"withdrawn_at": None, "withdrawn_reason": ""}
        if (
            self.owners
            and getattr(row, "status", "") != "pending"
            and "status" not in planned.cells | self.common
        ):
            values = {name: value for name, value in values.items() if name != "status"}
        many = _put(row, values)
        after = (
            before | {name: value for name, value in state_of(row).items() if name not in _many(row)} | many
        )
        planned.before, planned.after = differences(before, after)
        if planned.after:
            if not self.everything:
                self._bureau(row, planned.after)
            check(row, self.register.natural_key)
            planned.warnings += self.doubts.jumps(planned)
            planned.warnings += self.doubts.beyond_whole(row)
            planned.state = "restored" if restored else "changed"
        if self.owners and owner is not None and not self.owners.has(row.pk, owner):
            self.owners.note(row.pk, owner)
            planned.owner = owner
            planned.notes.append(_("An additional owner is recorded; the patent still counts once."))
            planned.state = "joined" if planned.state == "same" else planned.state

    def _twin(self, planned: Planned, twin: Planned, values: State, owner: int | None) -> None:
        """A second line of the same row: joined with the first where it says the same, else refused."""
        planned.of, planned.name = twin.row, twin.name
        if twin.state == "error":
            raise ValidationError(_("Row %(row)d names the same and has errors.") % {"row": twin.row})
        twin_values = self._values_after(twin)
        plain = {name: _plain(self.register, name, value) for name, value in values.items()}
        if any(name in twin_values and twin_values[name] != value for name, value in plain.items()):
            raise ValidationError(
                _("Row %(row)d names the same and says something else.") % {"row": twin.row}
            )
        owned = self.owners.named_platforms.setdefault(twin.row, {twin.owner}) if self.owners else set()
        if (
            owner is not None
            and owner not in owned
            and not (self.owners and twin.pk is not None and self.owners.has(twin.pk, owner))
        ):
            owned.add(owner)
            planned.state, planned.owner, planned.pk = "joined", owner, twin.pk
            planned.notes.append(_("An additional owner is recorded; the patent still counts once."))
            return
        planned.state = "duplicate"
        planned.notes.append(_("The same as row %(row)d; counted once.") % {"row": twin.row})

    def _values_after(self, twin: Planned) -> State:
        if twin.pk is None:
            return twin.after
        row = self.matches.by_key.get(twin.pk)
        return (state_of(row) if row is not None and self.matches.editable(row) else {}) | twin.after

    def _bureau(self, row: Record, names: Any) -> None:
        kept = [
            name
            for name in row.bureau_fields
            if name in names and names[name] != row._meta.get_field(name).get_default()  # type: ignore[union-attr]
        ]
        if kept:
            raise ValidationError({name: _("Only the bureau may fill this in.") for name in kept})


def _name(row: Record) -> str:
    """What a row that is not stored yet is called."""
    try:
        return str(row)[:240]
    except Exception:  # a name may need rows that are not there yet
        return ""


def _many(row: Record) -> set[str]:
    return {field.name for field in row._meta.many_to_many}


def _plain(register: Register, name: str, value: Any) -> Any:
    row = register.model()
    many = _put(row, {name: value})
    return many[name] if name in many else {**state_of(row)}[name]


def _put(row: Record, values: State) -> dict[str, list[int]]:
    many = put(row, values)
    return {name: sorted(keys) for name, keys in many.items()}
