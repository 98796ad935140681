"""The form of a register's row, made from its definition."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from keqiao.money import looks_mixed
from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes import Changes
from keqiao.web.registry.duplicates import alike, refuse_alike
from keqiao.web.registry.editing.fields import CodeField, RowField, RowsField
from keqiao.web.registry.editing.query import SELECTED
from keqiao.web.registry.identifiers import CODES
from keqiao.web.registry.models import Direction, Partner, Patent, PatentOwner, Platform
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.posts import refuse_beyond
from keqiao.web.registry.quantities import amount_in_words, is_money, unit_of_label, usual
from keqiao.web.registry.registers import BY_MODEL, Register
from keqiao.web.site.constraints import TAKEN
from keqiao.web.site.figures import FigureField, MoneyField
from keqiao.web.site.punctuation import labelled

CHOSEN = (*SELECTED, Direction, Partner)


def form_for(
    user: Actor,
    register: Register,
    row: Record,
    data: QueryDict | None = None,
    only: tuple[str, ...] = (),
    **options: Any,
) -> Any:
    """Return the form of a row (a new one or a stored one) for a user; ``only``: some fields."""

    def made(field: Any, **given: Any) -> Any:
        return _made(user, row, field, **given)

    chosen = list(only or register.fields)
    # A patent of nobody counts nowhere: its owner is recorded with it.
    new_patent = register.model is Patent and row._state.adding
    made_class: Any = forms.modelform_factory(
        register.model, form=NewPatentForm if new_patent else RowForm, fields=chosen, formfield_callback=made
    )
    return made_class(data, instance=row, user=user, register=register, **options)


def _made(user: Actor, row: Record, field: Any, **given: Any) -> Any:
    label = str(field.verbose_name)
    related = field.related_model
    if field.is_relation and related in BY_MODEL and related not in CHOSEN:
        kind = RowsField if field.many_to_many else RowField
        return kind(
            user=user,
            model=related,
            name=field.name,
            label=label,
            required=not field.blank,
            help_text=field.help_text,
        )
    if field.is_relation and related in BY_MODEL:
        rows = related.objects.current().visible_to(user)
        if related is Platform and not field.many_to_many and type(row).reach_of(user) != "all":
            own = rows.editable_by(user)
            if own.exists():
                rows = rows.filter(
                    models.Q(pk__in=own.values("pk")) | models.Q(pk=getattr(row, field.attname))
                )
        given["queryset"] = rows
    if isinstance(field, models.DateField):
        given["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if field.name in CODES and type(field) is models.CharField and not field.choices:
        given["form_class"] = CodeField
    form_field = field.formfield(**given)
    if form_field is None:
        return None
    form_field.label = label
    if isinstance(form_field, CodeField):
        form_field.code = field.name
    if isinstance(form_field, forms.IntegerField) and not isinstance(form_field, FigureField):
        form_field = _figure(field, form_field, label)
    widget = form_field.widget
    css = "form-control"
    if isinstance(widget, forms.SelectMultiple):
        form_field.widget = forms.CheckboxSelectMultiple(choices=form_field.choices)
        css = "form-check-input"
    elif isinstance(widget, forms.Select):
        css = "form-select"
    elif isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    form_field.widget.attrs["class"] = css
    return form_field


def _figure(field: Any, form_field: forms.IntegerField, label: str) -> FigureField:
    """The field of a number as text, amounts in 万元."""
    options: dict[str, Any] = {
        "label": label,
        "required": form_field.required,
        "help_text": form_field.help_text,
        "initial": form_field.initial,
    }
    if is_money(field):
        options["label"] = _("%(amount)s (10k yuan)") % {"amount": label}
        return MoneyField(**options)
    unit = "年" if field.name == "year" else unit_of_label(label)
    if isinstance(form_field, forms.DecimalField):
        options |= {"max_digits": form_field.max_digits, "decimal_places": form_field.decimal_places}
    options |= {"min_value": form_field.min_value, "max_value": form_field.max_value}
    return FigureField(unit=unit, whole=not isinstance(form_field, forms.DecimalField), **options)


class RowForm(forms.ModelForm):
    """A row's fields, why it is changed, and the version that the user had open."""

    def __init__(self, *args: Any, user: Actor, register: Register, **kwargs: Any):
        self.user, self.register = user, register
        self.doubtful: dict[str, str] = {}
        """Fields that are asked about once more → what is confirmed."""
        self.alike: list[Any] = []
        """Rows that this one may be the same as."""
        self.twin: Record | None = None
        """The row that is recorded already where this one was to be."""
        self.before = _amounts(kwargs["instance"], register)
        self.amounts = [name for name in register.fields if is_money(register.field(name))]
        super().__init__(*args, **kwargs)
        self.add_fields()
        for name in register.model.bureau_fields:
            if name in self.fields and register.model.reach_of(user) != "all":
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Kept by the bureau.")
        for name, field in self.fields.items():
            described = [f"id_{name}_hint"] if field.help_text else []
            described += [f"id_{name}_error"] if self.is_bound and name in self.errors else []
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"

    def clean(self) -> dict[str, Any]:
        """Ask again about amounts that look like 元 among 万元: against what stood there, else against usual ones."""
        given = super().clean() or {}
        for name in self.amounts:
            now = given.get(name)
            if name not in self.fields or not now or self.data.get(f"sure-{name}") == "1":
                continue
            before = self.before.get(name)
            other = before or usual(self.register.model, name)
            if other and now != before and looks_mixed(now, other, beyond=bool(before)):
                self.doubtful[name] = _("The amount is right.")
                sentence = (
                    _("It was %(before)s and would be %(after)s. Amounts are in 10k yuan, not yuan.")
                    if before
                    else _(
                        "Usual in this register are about %(before)s; this is %(after)s. Is the unit right?"
                    )
                )
                self.add_error(
                    name, sentence % {"before": amount_in_words(other), "after": amount_in_words(now)}
                )
        return given

    def _post_clean(self) -> None:
        """Ask, once the row is filled in, whether it is recorded already under a like name, and whether a person really
        works more than whole time.
        """
        super()._post_clean()  # type: ignore[misc]
        if self._asks("name", refuse_alike, _("This is another organisation.")):
            self.alike = alike(self.user, self.instance)
        self._asks("fte", refuse_beyond, _("The person really has these posts at once."))

    def _asks(self, name: str, refuse: Callable[[Actor, Record], None], confirmed: str) -> bool:
        """Ask about a field where ``refuse`` does, until it is confirmed; tell whether it was asked."""
        if name not in self.fields or self.data.get(f"sure-{name}") == "1":
            return False
        try:
            refuse(self.user, self.instance)
        except ValidationError as error:
            self.doubtful[name] = confirmed
            self.add_error(None, error)
            return True
        return False

    def add_fields(self) -> None:
        """Add what is asked together with the row."""

    def save_beside(self, changes: Changes) -> None:
        """Store what is recorded together with the row, in the same set of changes."""

    @property
    def remarks(self) -> list[str]:
        """How figures were understood that look otherwise."""
        return [
            f"{field.label}{_(': ')}{field.remark}"
            for field in self.fields.values()
            if isinstance(field, FigureField) and field.remark
        ]

    @property
    def many(self) -> dict[str, list[int]]:
        """The keys of the rows chosen in many-to-many fields."""
        return {
            field.name: [row.pk for row in self.cleaned_data[field.name]]
            for field in self.register.model._meta.many_to_many
            if field.name in self.cleaned_data
        }

    def add_errors(self, error: ValidationError) -> None:
        """Put errors of the register's rules beside their fields, others above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            known = name in self.fields or name == NON_FIELD_ERRORS
            if known:
                self.add_error(None if name == NON_FIELD_ERRORS else name, errors)
                self.twin = self.twin or next(filter(None, map(self._twin, errors)), None)
                continue
            try:
                label = str(self.register.field(name).verbose_name)
            except FieldDoesNotExist:
                label = name
            self.add_error(None, [labelled(label, text) for refusal in errors for text in refusal.messages])

    def _twin(self, error: ValidationError) -> Record | None:
        """The row that stands in the way of this one, where the user may see it."""
        if error.code != TAKEN:
            return None
        named = {name: getattr(self.instance, name) for name in (error.params or {})["fields"]}
        rows = self.register.model.objects.current().visible_to(self.user).exclude(pk=self.instance.pk)
        return rows.filter(**named).first()


class NewPatentForm(RowForm):
    """A new patent with the platform that owns it; others are added in the register of owners."""

    def add_fields(self) -> None:
        """Ask for the owner; who keeps one platform only finds it chosen."""
        rows = Platform.objects.current().visible_to(self.user)
        own: Any = None
        if PatentOwner.reach_of(self.user) != "all":
            rows = rows.editable_by(self.user)
            own = rows.first() if rows.count() == 1 else None
        self.fields["owner_platform"] = forms.ModelChoiceField(
            rows,
            label=_("Owner (platform)"),
            initial=own.pk if own else None,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.order_fields(["application_no", "owner_platform"])

    def save_beside(self, changes: Changes) -> None:
        """Record the owner."""
        changes.save(PatentOwner(patent=self.instance, platform=self.cleaned_data["owner_platform"]))


def _amounts(row: Record, register: Register) -> dict[str, Decimal]:
    if row._state.adding:
        return {}
    names = [name for name in register.fields if is_money(register.field(name))]
    return {name: getattr(row, name) for name in names if getattr(row, name) is not None}
