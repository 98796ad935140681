"""Forms of this part: amounts are written in 万元, the stored 元 come out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.engine.allocation import AllocationRules
from keqiao.money import looks_mixed
from keqiao.web.funding.models import ProposalLine
from keqiao.web.funding.payments.balances import InstalmentBalance, PlatformBalance
from keqiao.web.funding.payments.rules import in_yuan, team_category
from keqiao.web.funding.payments.services.payments import MOST_DOCUMENT, MOST_VOUCHER, Paid
from keqiao.web.funding.payments.services.planning import MOST_CONDITION, InstalmentTerms
from keqiao.web.funding.payments.services.uses import MOST_PURPOSE, Used
from keqiao.web.registry.models import Person
from keqiao.web.site.figures import ATTRIBUTES, YUAN, FigureField, MoneyField
from keqiao.web.site.punctuation import bracketed, labelled

TEXT = {"class": "form-control"}


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs=TEXT | {"type": "date"}, format="%Y-%m-%d"), **options
    )


class PaymentsForm(forms.Form):
    """Payments of many instalments: day, document and file for all, an amount and a voucher for each that was paid."""

    paid_on = day_field(_("Paid on"), initial=timezone.localdate)
    document = forms.CharField(
        label=_("Payment document"),
        required=False,
        max_length=MOST_DOCUMENT,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Such as the number of the notice that provides the money"),
    )
    note = forms.CharField(
        label=pgettext_lazy("payments", "Note"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=TEXT),
    )
    file = forms.FileField(
        label=pgettext_lazy("payments", "File"),
        required=False,
        widget=forms.ClearableFileInput(attrs=TEXT),
        help_text=_("The voucher or notice; the platforms that are paid may open it"),
    )

    def __init__(self, rows: Sequence[PlatformBalance], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open = [(row.line, part) for row in rows for part in row.parts if part.left > 0]
        amount, voucher = _("Amount paid in yuan"), _("Voucher number")
        for line, part in self.open:
            key, about = part.instalment.pk, f"{line.platform} {part.instalment.name}"
            self.fields[f"amount_{key}"] = MoneyField(
                unit=YUAN,
                label=_("Amount paid"),
                required=False,
                widget=forms.TextInput(attrs=ATTRIBUTES | {"aria-label": labelled(about, amount)}),
            )
            self.fields[f"voucher_{key}"] = forms.CharField(
                label=_("Voucher number"),
                required=False,
                max_length=MOST_VOUCHER,
                widget=forms.TextInput(attrs=TEXT | {"aria-label": labelled(about, voucher)}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the unit where an amount in 元 looks like 万元 beside what is left."""
        given: dict[str, Any] = super().clean() or {}
        for _line, part in self.open:
            name = f"amount_{part.instalment.pk}"
            amount, text = given.get(name), str(self.data.get(name, "")).strip()
            if amount and "元" not in text and looks_mixed(amount, part.left):
                self.add_error(
                    name,
                    _("%(left)s yuan are left. Write %(text)s万元 if 10k yuan are meant, else %(text)s元.")
                    % {"left": in_yuan(part.left), "text": text[:20]},
                )
        return given

    def general(self) -> list[forms.BoundField]:
        """Return the fields that hold for all payments."""
        return [self[name] for name in ("paid_on", "document", "note", "file")]

    def lines(self) -> list[tuple[ProposalLine, InstalmentBalance, str, forms.BoundField, forms.BoundField]]:
        """Return the open instalments, what is left of each to the cent, and their fields."""
        return [
            (
                line,
                part,
                in_yuan(part.left),
                self[f"amount_{part.instalment.pk}"],
                self[f"voucher_{part.instalment.pk}"],
            )
            for line, part in self.open
        ]

    def entries(self) -> list[Paid]:
        """Return what was paid; a voucher without an amount pays all that is left, lines with neither are left out."""
        fields = self.cleaned_data
        payments = []
        for _line, part in self.open:
            key = part.instalment.pk
            amount, voucher = fields.get(f"amount_{key}"), fields.get(f"voucher_{key}", "")
            if amount is None and not voucher:
                continue
            whole = part.left if amount is None else amount
            payments.append(Paid(key, whole, fields["paid_on"], voucher, fields["document"], fields["note"]))
        return payments

    def refused(self, error: ValidationError) -> None:
        """Put what the service refused at the lines that are meant."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for key, reasons in error.message_dict.items():
            name = f"amount_{key}"
            self.add_error(name if name in self.fields else None, reasons)


class TermsForm(forms.Form):
    """Due dates and conditions: for each instalment, or for all of one number at once."""

    def __init__(self, rows: Sequence[PlatformBalance], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [(row.line, part) for row in rows for part in row.parts]
        self.names = {part.instalment.number: part.instalment.name for _line, part in self.rows}
        for number, name in sorted(self.names.items()):
            self._add(f"all_{number}", name, None, "")
        for line, part in self.rows:
            about = f"{line.platform} {part.instalment.name}"
            self._add(str(part.instalment.pk), about, part.due_on, part.condition)

    def _add(self, key: str, about: str, due_on: Any, condition: str) -> None:
        due, conditional = _("Due on"), _("Condition of payment")
        self.fields[f"due_{key}"] = day_field(_("Due on"), required=False, initial=due_on)
        self.fields[f"due_{key}"].widget.attrs["aria-label"] = labelled(about, due)
        self.fields[f"condition_{key}"] = forms.CharField(
            label=_("Condition of payment"),
            required=False,
            max_length=MOST_CONDITION,
            initial=condition,
            widget=forms.TextInput(attrs=TEXT | {"aria-label": labelled(about, conditional)}),
        )

    def for_all(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return a line for each number: its name and fields."""
        return [
            (name, self[f"due_all_{number}"], self[f"condition_all_{number}"])
            for number, name in sorted(self.names.items())
        ]

    def lines(self) -> list[tuple[ProposalLine, InstalmentBalance, forms.BoundField, forms.BoundField]]:
        """Return the instalments with their fields."""
        return [
            (line, part, self[f"due_{part.instalment.pk}"], self[f"condition_{part.instalment.pk}"])
            for line, part in self.rows
        ]

    def terms(self) -> dict[int, InstalmentTerms]:
        """Return days and conditions by key; what is written for all of a number wins over what stands in its lines."""
        fields = self.cleaned_data
        terms = {}
        for _line, part in self.rows:
            key, number = part.instalment.pk, part.instalment.number
            due_on = fields[f"due_all_{number}"] or fields[f"due_{key}"]
            terms[key] = InstalmentTerms(
                due_on, fields[f"condition_all_{number}"] or fields[f"condition_{key}"]
            )
        return terms

    def refused(self, error: ValidationError) -> None:
        """Put what the service refused at the lines that are meant."""
        for key, reasons in error.message_dict.items():
            name = f"due_{key}"
            self.add_error(name if name in self.fields else None, reasons)


class ReversalForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs=TEXT | {"rows": 3})
    )


class UseForm(forms.Form):
    """A use of the money."""

    category = forms.ChoiceField(
        label=_("Category of use"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    amount = MoneyField(unit=YUAN, label=_("Amount in yuan, as the voucher has it"))
    spent_on = day_field(_("Used on"), initial=timezone.localdate)
    purpose = forms.CharField(label=_("Purpose"), max_length=MOST_PURPOSE, widget=forms.TextInput(attrs=TEXT))
    voucher = forms.CharField(
        label=_("Voucher number"), required=False, max_length=MOST_VOUCHER, widget=forms.TextInput(attrs=TEXT)
    )
    file = forms.FileField(
        label=pgettext_lazy("payments", "File"),
        required=False,
        widget=forms.ClearableFileInput(attrs=TEXT),
        help_text=_("Invoice or voucher"),
    )

    def __init__(self, rules: AllocationRules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language, team = get_language() or "zh", team_category(rules)
        barred = _("barred")
        choices = [
            (use.code, bracketed(use.name.in_language(language), "" if use.allowed else barred))
            for use in rules.uses
            if use.code != team or not team
        ]
        if rules.uses:
            self.fields["category"] = forms.ChoiceField(
                label=_("Category of use"),
                choices=choices,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.order_fields(["category"])
        else:
            del self.fields["category"]

    def used(self) -> Used:
        """Return what was used."""
        fields = self.cleaned_data
        return Used(
            fields.get("category", ""),
            fields["amount"],
            fields["spent_on"],
            fields["purpose"],
            fields["voucher"],
        )


class TeamForm(forms.Form):
    """A share for people of the team: the amount, and a weight for each who gets some."""

    amount = MoneyField(label=_("Amount for the team (10k yuan)"))
    spent_on = day_field(_("Handed on"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.TextInput(attrs=TEXT)
    )

    def __init__(self, people: Sequence[tuple[Person, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, weight = people, _("weight of a person")
        for person, name in people:
            self.fields[f"weight_{person.pk}"] = FigureField(
                label=name,
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=4,
                widget=forms.TextInput(attrs=ATTRIBUTES | {"aria-label": labelled(name, weight)}),
            )

    def general(self) -> list[forms.BoundField]:
        """Return the fields about the whole share."""
        return [self[name] for name in ("amount", "spent_on", "reason")]

    def members(self) -> list[tuple[str, forms.BoundField]]:
        """Return the persons with their fields."""
        return [(name, self[f"weight_{person.pk}"]) for person, name in self.people]

    def weights(self) -> dict[int, Decimal]:
        """Return the weights given, by key of the person."""
        given = ((person.pk, self.cleaned_data.get(f"weight_{person.pk}")) for person, _name in self.people)
        return {key: weight for key, weight in given if weight is not None}
