"""The forms of a distribution: the case with its lines, and the steps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.engine.transfer.legal_forms import FORMS, forms_of
from keqiao.engine.transfer.transfer_case import MODES
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.registry.models import Platform
from keqiao.web.site.figures import FigureField, MoneyField
from keqiao.web.site.forms import styled
from keqiao.web.transfer.cases import sharing_of
from keqiao.web.transfer.income_tables import words

CHOOSE = ("", "—")
UNKNOWN, YES, NO = "", "yes", "no"
KNOWN = ((UNKNOWN, _("not known")), (YES, _("yes")), (NO, _("no")))
OBJECTIONS = (
    ("none", pgettext_lazy("publicity", "No objection")),
    ("open", pgettext_lazy("publicity", "Objection open")),
    ("settled", pgettext_lazy("publicity", "Objection settled")),
)
MOST_PERSONS, MOST_COSTS, MOST_YEARS, MOST_PAYMENTS = 30, 10, 10, 10
EMPTY_LINES = 3


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _money(label: Any) -> MoneyField:
    return MoneyField(label=label, unit="元", required=False)


def _percent(label: Any) -> FigureField:
    return FigureField(label=label, unit="%", required=False, max_digits=9, decimal_places=6)


class TransferCaseForm(forms.Form):
    """What is one for the whole case."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=pgettext_lazy("distribution", "Result"), max_length=200)
    day = _day(_("Day of the contract: the law of that day holds"), required=True)
    mode = forms.ChoiceField(label=_("Way of transformation"))
    form = forms.ChoiceField(label=_("Legal form of the unit"))
    non_profit = forms.ChoiceField(
        label=_("Registered as non-profit (private non-enterprise units)"), choices=KNOWN, required=False
    )
    research_scope = forms.ChoiceField(
        label=_("Certificate names research, transfer or consulting (private non-enterprise units)"),
        choices=KNOWN,
        required=False,
    )
    amount = _money(_("Income, or the value at which the result was taken (yuan)"))
    stake = _percent(_("Share in the firm that the result became, % (investment in kind)"))
    terms_kind = forms.ChoiceField(
        label=_("Own rule or agreement"),
        choices=(
            CHOOSE,
            ("own_rule", _("rule of the unit")),
            ("agreement", _("agreement with the contributors")),
        ),
        required=False,
    )
    terms_name = forms.CharField(label=_("Its name"), max_length=200, required=False)
    terms_share = _percent(_("Share that it gives, %"))
    terms_years = FigureField(label=_("Years (own or joint implementation)"), whole=True, required=False)
    local_name = forms.CharField(
        label=_("Rule of the province or city with a floor"), max_length=200, required=False
    )
    local_share = _percent(_("Its floor, %"))
    pricing = forms.ChoiceField(
        label=_("How the price was made"),
        choices=(
            ("negotiated", pgettext_lazy("pricing", "Negotiated")),
            ("listed", pgettext_lazy("pricing", "Listed at an exchange")),
            ("auction", pgettext_lazy("pricing", "Auction")),
        ),
    )
    price_from = _day(_("Price public from"))
    price_until = _day(_("Price public until"))
    price_objection = forms.ChoiceField(
        label=_("Objections to the price"), choices=OBJECTIONS, required=False
    )
    contract_registered = forms.ChoiceField(
        label=_("Technology contract registered"), choices=KNOWN, required=False
    )
    received = _day(_("Money received on"))

    def __init__(self, platform: Platform, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.platform = platform
        self._choose("mode", [(code, words(name)) for code, name in MODES.items()])
        allowed = forms_of(platform.organisation.usci or "")
        named = [(code, words(name)) for code, name in FORMS.items() if not allowed or code in allowed]
        self._choose("form", sorted(named, key=lambda form: bool(allowed) and form[0] != allowed[0]))
        styled(self)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """What belongs together is there together."""
        said: dict[str, Any] = super().clean() or {}
        by_year = said.get("mode") in {"self", "cooperation"}
        if "amount" not in self.errors and not by_year and said.get("amount") is None:
            self.add_error("amount", _("Give the amount."))
        if said.get("mode") == "investment" and "stake" not in self.errors and said.get("stake") is None:
            self.add_error("stake", _("Give the share that the result became."))
        for kind, first, second in (
            ("terms_kind", "terms_name", "terms_share"),
            ("local_name", "local_name", "local_share"),
        ):
            for name in (first, second):
                given = said.get(name) not in {None, ""}
                wanted = bool(said.get(kind)) or said.get(second) is not None
                if wanted and not given and name not in self.errors:
                    self.add_error(name, _("Give this too."))
        if said.get("terms_name") and not said.get("terms_kind"):
            self.add_error("terms_kind", _("Choose whether it is a rule or an agreement."))
        if said.get("price_until") and not said.get("price_from"):
            self.add_error("price_from", _("Give the day from which the price was public."))
        return said

    def data_given(self) -> dict[str, Any]:
        """Return the case without its lines, as its document holds it."""
        said = self.cleaned_data
        organisation = self.platform.organisation
        unit = {"name": organisation.name[:200], "credit_code": organisation.usci or "", "form": said["form"]}
        if said["form"] == "private_non_enterprise":
            unit |= {name: _known(said[name]) for name in ("non_profit", "research_scope")}
        by_year = said["mode"] in {"self", "cooperation"}
        data: dict[str, Any] = {
            "name": said["name"],
            "day": said["day"],
            "mode": said["mode"],
            "unit": unit,
            "amount": None if by_year else said["amount"],
            "stake": said["stake"] if said["mode"] == "investment" else None,
            "pricing": said["pricing"],
            "contract_registered": _known(said["contract_registered"]),
            "received": said["received"],
        }
        if said["terms_kind"]:
            terms = {"kind": said["terms_kind"], "name": said["terms_name"], "share": said["terms_share"]}
            data["terms"] = terms | ({"years": said["terms_years"]} if by_year else {})
        if said["local_name"]:
            data["local_floor"] = {"name": said["local_name"], "share": said["local_share"]}
        if said["price_from"]:
            data["price_publicity"] = {
                "from": said["price_from"],
                "until": said["price_until"],
                "objection": said["price_objection"] or "none",
            }
        return data


def _known(text: str) -> bool | None:
    return {YES: True, NO: False}.get(text)


def _choice_of(value: bool | None) -> str:
    return UNKNOWN if value is None else YES if value else NO


class _LineForm(forms.Form):
    """A line that may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class PersonForm(_LineForm):
    """A contributor."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200)
    weight = FigureField(label=_("Weight"), max_digits=12, decimal_places=4, initial=Decimal(1))
    main = forms.BooleanField(label=_("Main contributor"), required=False)
    position = forms.ChoiceField(
        label=_("Position in the unit"),
        choices=(("none", "—"), ("head", _("head")), ("deputy", _("deputy head"))),
    )


class CostForm(_LineForm):
    """A direct cost."""

    name = forms.CharField(label=_("Direct cost"), max_length=200)
    amount = MoneyField(label=pgettext_lazy("reward", "Amount (yuan)"), unit="元")


class ProfitForm(_LineForm):
    """The operating profit of a year; a loss is negative."""

    year = FigureField(label=_("Year"), whole=True)
    amount = MoneyField(label=_("Operating profit (yuan)"), unit="元")


class PaymentForm(_LineForm):
    """A payment of the plan."""

    name = forms.CharField(label=pgettext_lazy("reward", "Payment"), max_length=200)
    date = _day(_("Planned on"))
    share = FigureField(label=pgettext_lazy("reward", "Part"), max_digits=12, decimal_places=4)


def _lines(form: type[forms.Form], most: int) -> Any:
    return forms.formset_factory(form, extra=EMPTY_LINES, max_num=most, validate_max=True)


PARTS: dict[str, tuple[Any, Any]] = {
    "contributors": (_lines(PersonForm, MOST_PERSONS), _("Contributors")),
    "costs": (_lines(CostForm, MOST_COSTS), _("Direct costs")),
    "profits": (_lines(ProfitForm, MOST_YEARS), _("Operating profits (own or joint implementation)")),
    "payments": (_lines(PaymentForm, MOST_PAYMENTS), _("Plan of payments; empty: at once")),
}
"""The lines of a case by the key of its document: formset, heading."""


class WholeCaseForms:
    """The form of a case with its lines; ``data`` is what was sent, ``case`` what stands now."""

    def __init__(self, platform: Platform, data: Any = None, case: dict[str, Any] | None = None) -> None:
        self.case = TransferCaseForm(platform, data, initial=_initial(case or {}))
        self.parts = [
            (key, heading, made(data, prefix=key, initial=(case or {}).get(key, [])))
            for key, (made, heading) in PARTS.items()
        ]

    def is_valid(self) -> bool:
        """Whether all of it can be read."""
        return all([self.case.is_valid(), *(formset.is_valid() for _key, _heading, formset in self.parts)])

    def data_given(self) -> dict[str, Any]:
        """Return the case as its document holds it; empty values are left out."""
        data = self.case.data_given()
        for key, _heading, formset in self.parts:
            data[key] = [_filled(form.cleaned_data) for form in formset if form.cleaned_data]
        by_year = data["mode"] in {"self", "cooperation"}
        for key in ("costs", "payments") if by_year else ("profits",):
            data[key] = []
        return _filled(data)


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _filled(value) if isinstance(value, dict) else value
        for key, value in data.items()
        if value is not None and value != ""
    }


def _initial(case: dict[str, Any]) -> dict[str, Any]:
    """A case as the fields of the form begin with it."""
    unit, terms = case.get("unit", {}), case.get("terms", {})
    local, price = case.get("local_floor", {}), case.get("price_publicity", {})
    plain = {name: case[name] for name in ("name", "day", "mode", "pricing", "received") if name in case}
    return plain | {
        "amount": _number(case.get("amount")),
        "stake": _number(case.get("stake")),
        "form": unit.get("form"),
        "non_profit": _choice_of(unit.get("non_profit")),
        "research_scope": _choice_of(unit.get("research_scope")),
        "terms_kind": terms and terms.get("kind", "own_rule"),
        "terms_name": terms.get("name"),
        "terms_share": _number(terms.get("share")),
        "terms_years": terms.get("years"),
        "local_name": local.get("name"),
        "local_share": _number(local.get("share")),
        "price_from": price.get("from"),
        "price_until": price.get("until"),
        "price_objection": price.get("objection", "none"),
        "contract_registered": _choice_of(case.get("contract_registered")),
    }


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


class DistributionStepForm(ActionForm):
    """A step that asks nothing."""


class DistributionReasonForm(ActionForm):
    """A step with a reason."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def start(self) -> dict[str, Any]:
        """Nothing is proposed."""
        return {}


class PaidForm(ActionForm):
    """A payment of the plan that was made."""

    place = forms.ChoiceField(label=pgettext_lazy("reward", "Payment"))
    on = _day(_("Paid on"), required=True)

    def start(self) -> dict[str, Any]:
        """Nothing is proposed."""
        return {}

    def choices(self) -> dict[str, Any]:
        """Payments that were not made yet."""
        made = set(self.row.payments.values_list("place", flat=True))
        columns = enumerate(sharing_of(self.row).columns)
        return {
            "place": [
                CHOOSE,
                *((str(at), _named(column.name, column.day)) for at, column in columns if at not in made),
            ]
        }


def _named(name: Any, day: date | None) -> str:
    return words(name) if day is None else f"{words(name)} {day.isoformat()}"
