"""The forms: five fields for who posts, all of them for who completes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.money import YUAN_PER_WAN
from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.models import CooperationWay, Need, NeedTarget, Offer, Posting
from keqiao.web.exchange.models.offers import LONGEST_POINT, MOST_POINTS
from keqiao.web.exchange.owners import may_name_any, named_organisation, own_organisations
from keqiao.web.site.forms import styled

SHORT = ("kind", "title", "body", "disclosure", "contact")
COMMON = (
    *SHORT,
    "cluster",
    "chain_node",
    "division",
    "months",
    "secrecy",
    "bottleneck",
    "perpetual",
    "detail",
    "confidential",
)


class PostingForm(forms.ModelForm):
    """What both forms have in common: texts that fit a phone, and whose it is."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation: full name or unified social credit code"), max_length=200
    )

    def __init__(self, user: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.organisations = list(own_organisations(user)[:50])
        if self.instance.pk is not None:
            del self.fields["organisation"]
        elif not may_name_any(user):
            self._choose_own()
        self.fields["body"].widget.attrs |= {"rows": 6}
        for name in ("detail", "confidential", "constraint", "tried"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"rows": 3}
        styled(self)

    def _choose_own(self) -> None:
        """An own organisation is chosen; the only one is taken."""
        field = forms.ModelChoiceField(
            own_organisations(self.user), label=_("Organisation"), empty_label=None
        )
        if len(self.organisations) == 1:
            field.widget = forms.HiddenInput()
            field.initial = self.organisations[0].pk
        self.fields["organisation"] = field

    def clean_organisation(self) -> Any:
        """The organisation that is meant. Raises ValidationError."""
        given = self.cleaned_data["organisation"]
        return named_organisation(given) if isinstance(given, str) else given

    def fields_given(self) -> dict[str, Any]:
        """The fields of the row as they were given."""
        names = {field.name for field in self._meta.model._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in names}

    def _post_clean(self) -> None:
        """Leave the row as it is: services change and check it."""

    def validate_unique(self) -> None:
        """Left to services too."""


class ShortNeedForm(PostingForm):
    """Five fields on a phone."""

    class Meta:
        model = Need
        fields = SHORT


class ShortOfferForm(PostingForm):
    """Five fields on a phone, and the readiness."""

    class Meta:
        model = Offer
        fields = (*SHORT, "trl")


class WaysForm(PostingForm):
    """All fields; ways of co-operation are ticked, money is typed in 万元."""

    money: ClassVar[dict[str, Any]] = {}
    edition = forms.IntegerField(widget=forms.HiddenInput())
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Way of co-operation"),
        choices=CooperationWay,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = self.instance.edition
        self.fields["ways"].initial = self.instance.ways
        for name, label in self.money.items():
            stored = getattr(self.instance, name)
            self.fields[name] = forms.DecimalField(
                label=str(label),
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=4,
                initial=None if stored is None else (stored / YUAN_PER_WAN).normalize(),
            )
            if stored is not None:
                self.initial[name] = f"{stored / YUAN_PER_WAN:f}".rstrip("0").rstrip(".")
        self.order_fields(self.field_order)
        styled(self)

    def fields_given(self) -> dict[str, Any]:
        """Money in yuan."""
        given = super().fields_given()
        given.pop("edition", None)
        for name in self.money:
            if given.get(name) is not None:
                given[name] = (given[name] * YUAN_PER_WAN).quantize(Decimal("0.01"))
        return given

    def _ordered(self, low: str, high: str) -> None:
        least, most = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if least is not None and most is not None and least > most:
            self.add_error(high, _("Less than the figure before it."))


class NeedForm(WaysForm):
    """Everything that the diagnosis asks, in the order of its questions."""

    field_order = (
        "kind",
        "title",
        "body",
        "constraint",
        "budget_low",
        "budget_high",
        "budget_open",
        "months",
        "decider",
        "disclosure",
        "ways",
        "tried",
        "cause_unknown",
        "beyond_market",
    )

    money: ClassVar = {
        "budget_low": gettext_lazy("Budget from (10k yuan)"),
        "budget_high": gettext_lazy("Budget up to (10k yuan)"),
    }

    class Meta:
        model = Need
        fields = (*COMMON, "budget_open", "constraint", "decider", "tried", "cause_unknown", "beyond_market")

    def clean(self) -> dict[str, Any]:
        """The band of the budget is a band."""
        super().clean()
        self._ordered("budget_low", "budget_high")
        return self.cleaned_data


class OfferForm(WaysForm):
    """Everything about an offer."""

    field_order = (
        "kind",
        "title",
        "body",
        "trl",
        "legal_state",
        "patents",
        "price_form",
        "price_low",
        "price_high",
        "months",
    )
    money: ClassVar = {
        "price_low": gettext_lazy("Price from (10k yuan)"),
        "price_high": gettext_lazy("Price up to (10k yuan)"),
    }
    new_points = forms.CharField(
        label=gettext_lazy("What is new: up to three lines of up to 50 characters"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Offer
        fields = (*COMMON, "trl", "legal_state", "patents", "price_form")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_points"].initial = "\n".join(self.instance.points)

    def clean_new_points(self) -> list[str]:
        """The points, one a line. Raises ValidationError."""
        points = [line.strip() for line in self.cleaned_data["new_points"].splitlines() if line.strip()]
        if len(points) > MOST_POINTS or any(len(point) > LONGEST_POINT for point in points):
            raise ValidationError(_("At most three lines, each of at most 50 characters."))
        return points

    def clean(self) -> dict[str, Any]:
        """The band of the price is a band."""
        super().clean()
        self._ordered("price_low", "price_high")
        return self.cleaned_data

    def fields_given(self) -> dict[str, Any]:
        """With the points."""
        return super().fields_given() | {"points": self.cleaned_data.get("new_points", [])}


class TargetForm(forms.ModelForm):
    """A quantity: now, and what is good enough. A row without a quantity is left out."""

    quantity = forms.CharField(label=gettext_lazy("Quantity"), max_length=60, required=False)

    class Meta:
        model = NeedTarget
        fields = ("quantity", "before", "comparison", "target", "unit", "method")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)

    def clean(self) -> dict[str, Any]:
        """Figures belong to a quantity."""
        super().clean()
        given = self.cleaned_data
        if not given.get("quantity") and (given.get("before") or given.get("target")):
            self.add_error("quantity", _("Name the quantity."))
        return given


TargetForms = forms.formset_factory(TargetForm, extra=0, max_num=10, absolute_max=12, validate_max=True)
MOST_TARGETS = 10


def targets_given(formset: Any) -> list[dict[str, Any]]:
    """The targets that were filled in."""
    return [form.cleaned_data for form in formset if form.cleaned_data.get("quantity")]


FORMS: dict[type[Posting], tuple[type[PostingForm], type[WaysForm]]] = {
    Need: (ShortNeedForm, NeedForm),
    Offer: (ShortOfferForm, OfferForm),
}
