"""The form by which a collection is prepared: its heading, whom it asks, and a line for every measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure, MeasureDefinition, SourceKind
from keqiao.web.registry.models import Platform
from keqiao.web.returns.lists import MeasureList, lists_for
from keqiao.web.returns.models import Collection
from keqiao.web.returns.models.collections import usual_reminders
from keqiao.web.returns.services.collections import RequestedMeasure
from keqiao.web.site.stored_sentences import in_words

TEXT = {"class": "form-control"}
CHECK = {"class": "form-check-input"}
EARLIER = 20
"""How many earlier collections are offered to copy from."""


class CollectionForm(forms.ModelForm):
    """Title, period, heading, due date, reminders and platforms of a collection."""

    reminders = forms.CharField(
        label=pgettext_lazy("collection", "Reminders"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        help_text=gettext_lazy(
            "Days before the due date, 0 on it, negative after it; separated by blanks: 7 3 0 -1 -3 -7"
        ),
    )
    platforms = forms.ModelMultipleChoiceField(
        Platform.objects.none(),
        label=gettext_lazy("Platforms"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
    )

    class Meta:
        model = Collection
        fields = (
            "title",
            "period",
            "due_on",
            "form_number",
            "issuer",
            "ground",
            "valid_until",
            "instructions",
        )
        widgets = {
            "title": forms.TextInput(attrs=TEXT),
            "period": forms.TextInput(attrs=TEXT | {"list": "periods", "autocomplete": "off"}),
            "due_on": forms.DateInput(attrs=TEXT | {"type": "date"}, format="%Y-%m-%d"),
            "form_number": forms.TextInput(attrs=TEXT),
            "issuer": forms.TextInput(attrs=TEXT),
            "ground": forms.TextInput(attrs=TEXT),
            "valid_until": forms.DateInput(attrs=TEXT | {"type": "date"}, format="%Y-%m-%d"),
            "instructions": forms.Textarea(attrs=TEXT | {"rows": 5}),
        }
        help_texts = {
            "period": gettext_lazy("A month, quarter, half-year or year: 2024-10, 2024Q4, 2024H2, 2024")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["platforms"].queryset = Platform.objects.current().exclude(unit=None).order_by("code")

    def clean_reminders(self) -> list[int]:
        """Return the days. Raises ValidationError for what is no whole number."""
        text = self.cleaned_data["reminders"].replace("、", " ").replace(",", " ").replace("，", " ")
        try:
            return [int(part[:6]) for part in text.replace("−", "-").split()]
        except ValueError as error:
            raise ValidationError(_("Reminders are whole days, for example 7 3 0 -1 -3 -7.")) from error

    def _post_clean(self) -> None:
        # The service checks the whole collection, with the period it follows from: one place, one set of reasons.
        if not self.errors:
            for name in self._meta.fields or ():
                setattr(self.instance, name, self.cleaned_data[name])
            self.instance.reminder_days = self.cleaned_data["reminders"]


@dataclass
class MeasureLine:
    """A measure on the form; ``order`` as typed, so that a slip stands there again."""

    measure: Measure
    derived: bool
    selected: bool = False
    required: bool = True
    evidence_required: bool = False
    hint: str = ""
    order: str = ""
    error: str = ""

    @property
    def sorted_by(self) -> tuple[int, str]:
        """Where it stands on the form."""
        try:
            return int(self.order[:9]), self.measure.code
        except ValueError:
            return 10**9, self.measure.code


def lines_of(items: Sequence[RequestedMeasure]) -> list[MeasureLine]:
    """Return a line for every measure, those that are asked for marked and numbered in tens."""
    known = {item.code: (number, item) for number, item in enumerate(items, start=1)}
    lines = []
    for line in _measures():
        if line.measure.code in known:
            number, item = known[line.measure.code]
            line.selected, line.order = True, str(number * 10)
            line.required, line.evidence_required, line.hint = (
                item.required,
                item.evidence_required,
                item.hint,
            )
        lines.append(line)
    return lines


def lines_given(data: Mapping[str, Any]) -> list[MeasureLine]:
    """Return the lines as they were typed; ``error`` says what is wrong with one."""
    lines = []
    for line in _measures():
        code = line.measure.code
        line.selected = f"ask-{code}" in data
        line.required = f"required-{code}" in data
        line.evidence_required = f"evidence-{code}" in data
        line.hint = str(data.get(f"hint-{code}", "")).replace("\0", "").strip()
        line.order = str(data.get(f"order-{code}", "")).strip()[:9]
        if line.selected and len(line.hint) > 300:
            line.error = _("A note has at most %(count)s characters.") % {"count": 300}
        if line.selected and line.order.strip("0123456789"):
            line.error = _("The order is a whole number.")
        lines.append(line)
    return lines


def asked_of(lines: Iterable[MeasureLine]) -> list[RequestedMeasure]:
    """Return what the lines ask for, in their order. Raises ValidationError when a line is wrong, or none asks."""
    chosen = sorted((line for line in lines if line.selected), key=lambda line: line.sorted_by)
    wrong = [
        _("%(measure)s: %(problem)s") % {"measure": line.measure, "problem": line.error}
        for line in chosen
        if line.error
    ]
    if wrong:
        raise ValidationError(wrong)
    if not chosen:
        raise ValidationError(_("Choose at least one figure."))
    return [
        RequestedMeasure(line.measure.code, line.required, line.evidence_required, line.hint)
        for line in chosen
    ]


def _measures() -> list[MeasureLine]:
    """A line for every measure that experts do not rate, by subject; derived ones marked by the newest definition."""
    rows = Measure.objects.prefetch_related("definitions").order_by("order", "code")
    lines = []
    for measure in rows:
        versions = sorted(
            measure.definitions.all(), key=lambda definition: (definition.valid_from, definition.version)
        )
        if versions and not versions[-1].is_rated:
            lines.append(MeasureLine(measure, bool(versions[-1].derivation)))
    return lines


def sources(user: Actor) -> list[MeasureList]:
    """Return what a new collection may be prepared from: earlier collections, then the lists of other rooms."""
    earlier = Collection.objects.visible_to(user)[:EARLIER]
    return [
        *(MeasureList(f"collection-{collection.pk}", str(collection), lambda: ()) for collection in earlier),
        *lists_for(user),
    ]


def start_from(user: Actor, key: str) -> tuple[Collection, list[RequestedMeasure], list[Platform] | None]:
    """Return a new collection prepared from a list or an earlier collection: fields, figures, platforms (None: all).

    A key that leads nowhere gives an empty one.
    """
    kind, _dash, number = key.partition("-")
    if kind == "collection" and number.isascii() and number.isdigit() and len(number) < 18:
        earlier = Collection.objects.visible_to(user).filter(pk=int(number)).first()
        if earlier is not None:
            return _after(earlier), asked_by(earlier), list(earlier.platforms.all())
    chosen = next((measure_list for measure_list in lists_for(user) if measure_list.key == key), None)
    codes = _reported(chosen.codes()) if chosen is not None else []
    last = Collection.objects.visible_to(user).first()
    fresh = Collection(issuer=last.issuer if last else "", ground=last.ground if last else "")
    return fresh, [RequestedMeasure(code) for code in codes], None


def taken_over(user: Actor, key: str, data: QueryDict) -> tuple[CollectionForm, list[MeasureLine]]:
    """Return heading and lines of a new collection begun from a source, with everything that was typed already."""
    collection, items, platforms = start_from(user, key)
    heading = heading_of(collection, platforms, None)
    for name in heading.fields:
        typed = data.getlist(name) if name == "platforms" else data.get(name, "").strip()
        if typed and (name != "platforms" or platforms is None):
            heading.initial[name] = typed
    given = {line.measure.code: line for line in lines_given(data)}
    lines = [
        given[line.measure.code] if given[line.measure.code].selected else line for line in lines_of(items)
    ]
    return heading, lines


def _reported(codes: Sequence[str]) -> list[str]:
    """Leave out what experts rate: no platform reports it."""
    rated = MeasureDefinition.objects.filter(measure__code__in=codes, source_kind=SourceKind.EXPERT)
    rated_codes = set(rated.values_list("measure__code", flat=True))
    return [code for code in codes if code not in rated_codes]


def asked_by(collection: Collection) -> list[RequestedMeasure]:
    """Return what a collection asks for."""
    return [
        RequestedMeasure(item.measure.code, item.required, item.evidence_required, item.hint)
        for item in collection.items.select_related("measure")
    ]


def _after(earlier: Collection) -> Collection:
    """Return a new collection for the period after an earlier one, due as many days after its end."""
    span = earlier.span
    following = Period.parse((span.end + timedelta(days=1)).isoformat()).start
    period = next(
        period
        for period in _periods_from(following.year)
        if period.kind == span.kind and period.start == following
    )
    title = earlier.title.replace(earlier.period, period.code).replace(
        in_words(span.words), in_words(period.words)
    )
    return Collection(
        title=title if title != earlier.title else "",
        period=period.code,
        form_number=_renumbered(earlier.form_number, span, period),
        issuer=earlier.issuer,
        ground=earlier.ground,
        valid_until=earlier.valid_until,
        instructions=earlier.instructions,
        due_on=period.end + (earlier.due_on - earlier.period_end),
        reminder_days=earlier.reminder_days,
    )


def _renumbered(number: str, span: Period, period: Period) -> str:
    """The form number for another period: what it says of the earlier one (2025Q1, Q1, 2025) is written anew."""
    year, part = span.code[:4], span.code[4:].lstrip("-")
    for old, new in ((span.code, period.code), (year, period.code[:4]), (part, period.code[4:].lstrip("-"))):
        if (old and not old.isdigit()) or len(old) == 4:
            number = number.replace(old, new)
    return number


def _periods_from(year: int) -> list[Period]:
    """Every period of a year."""
    parts = [f"H{n}" for n in (1, 2)] + [f"Q{n}" for n in range(1, 5)] + [f"-{n:02d}" for n in range(1, 13)]
    return [Period.parse(f"{year}{part}") for part in ("", *parts)]


def periods_offered() -> list[Period]:
    """Return the periods that a collection may be for, of this year and the last, the newest first."""
    today = timezone.localdate()
    every = [*_periods_from(today.year), *_periods_from(today.year - 1)]
    return sorted(
        (period for period in every if period.is_recordable(timezone.localdate())),
        key=lambda period: (period.end, period.start),
        reverse=True,
    )


def heading_of(
    collection: Collection, platforms: Sequence[Platform] | None, data: QueryDict | None
) -> CollectionForm:
    """Return the heading's form, as typed or as the collection stands; without ``platforms`` all are ticked."""
    fields: Any = CollectionForm(instance=collection).fields
    chosen = fields["platforms"].queryset if platforms is None else platforms
    days = collection.reminder_days if collection.reminder_days is not None else usual_reminders()
    initial = {
        "platforms": [platform.code for platform in chosen],
        "reminders": " ".join(str(day) for day in days),
    }
    return CollectionForm(data, instance=collection, initial=initial)
