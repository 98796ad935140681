"""Forms of the administration, dressed as the other forms of the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts import tokens
from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.signing_in import factors
from keqiao.web.accounts.signing_in.forms import confirm_factor, confirm_password
from keqiao.web.site.figures import FigureField
from keqiao.web.site.punctuation import bracketed, clauses, labelled

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}
LARGEST_KEY = 2**63 - 1


class ChosenByCode(forms.ModelChoiceField):
    """A choice among rows by their code."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"to_field_name": "code", "required": False}
        kwargs = usual | {"widget": forms.Select(attrs=SELECT)} | kwargs
        super().__init__(queryset, **kwargs)


class EditUser(forms.Form):
    """A user's name, address and unit."""

    display_name = forms.CharField(label=_("Full name"), max_length=80, widget=forms.TextInput(attrs=TEXT))
    unit = ChosenByCode(Unit.objects.none(), label=_("Unit"), empty_label=_("none"))
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs=TEXT)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.filter(is_active=True)


class NewUser(EditUser):
    """A new user; the roles are proposed to the security administrator."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Letters, figures and @/./+/-/_; it does not change later."),
        widget=forms.TextInput(attrs=TEXT | {"autocomplete": "off"}),
    )
    roles = forms.ModelMultipleChoiceField(
        Role.objects.none(),
        label=_("Proposed roles"),
        required=False,
        to_field_name="code",
        help_text=_("The security administrator decides on them."),
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
    )
    field_order = ("username", "display_name", "unit", "email", "roles")

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["roles"].queryset = Role.objects.all() if choices is None else choices


class RolesForm(forms.Form):
    """Which roles a user has, or should have."""

    roles = forms.ModelMultipleChoiceField(
        Role.objects.none(),
        label=_("Roles"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
    )

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["roles"].queryset = Role.objects.all() if choices is None else choices


class RoleProposalForm(RolesForm):
    """Roles proposed with a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.TextInput(attrs=TEXT)
    )


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput(attrs=TEXT))


class SwitchOffForm(ReasonForm):
    """A reason, and whether open work stays as it is."""

    leave_open = forms.BooleanField(
        label=_("Leave the open work as it is"), required=False, widget=forms.CheckboxInput(attrs=CHECK)
    )


class HandOverForm(forms.Form):
    """Which pieces of work, and who takes them."""

    work = forms.MultipleChoiceField(
        label=_("Open work"), widget=forms.CheckboxSelectMultiple(attrs=CHECK), required=False
    )
    successor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Successor"),
        to_field_name="username",
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, user: User, pieces: Any, people: list[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["work"].choices = [(piece.key, labelled(piece.kind, piece.title)) for piece in pieces]
        fields["work"].initial = [piece.key for piece in pieces]
        fields["successor"].queryset = User.objects.filter(pk__in=[person.pk for person in people])
        fields["successor"].choices = [("", "—")] + [
            (person.username, bracketed(person, clauses(person.username, person.unit or "—")))
            for person in people
        ]
        near = [person for person in people if user.unit_id and person.unit_id == user.unit_id]
        fields["successor"].initial = near[0].username if near else ""


class UnitForm(forms.ModelForm):
    """A unit."""

    class Meta:
        model = Unit
        fields = ("code", "name", "name_en", "kind", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = {"kind": "form-select", "is_active": "form-check-input"}.get(
                name, "form-control"
            )
        if self.instance.pk:
            self.fields["code"].disabled = True
        else:
            del self.fields["is_active"]


class RoleForm(forms.ModelForm):
    """A role: its names, rights, scope, and whether it asks for the second factor."""

    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        required=False,
        choices=lambda: [(right, str(name)) for right, name in RIGHTS.items()],
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
    )

    class Meta:
        model = Role
        fields = ("code", "name", "name_en", "scope", "mfa_required", "rights")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress = {"scope": "form-select", "mfa_required": "form-check-input", "rights": "form-check-input"}
        for name, field in self.fields.items():
            field.widget.attrs["class"] = dress.get(name, "form-control")
        if self.instance.pk:
            self.fields["code"].disabled = True


class TokenForm(forms.Form):
    """A token: its name, its rights, its days; the password, and the second factor where the user has one.

    A token outlives the session: who finds an open screen shall not take one along.
    """

    name = forms.CharField(
        label=_("What the token is for"), max_length=80, widget=forms.TextInput(attrs=TEXT)
    )
    days = FigureField(
        label=_("Valid for days"),
        unit="天",
        whole=True,
        min_value=1,
        max_value=tokens.LONGEST_DAYS,
        initial=90,
    )
    rights = forms.MultipleChoiceField(
        label=_("Rights"), widget=forms.CheckboxSelectMultiple(attrs=CHECK), required=False
    )

    password = forms.CharField(
        label=_("Your password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs=TEXT | {"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        required=False,
        help_text=_("Six digits from the authenticator, or a recovery code"),
        widget=forms.TextInput(attrs=TEXT | {"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    answer = forms.CharField(widget=forms.HiddenInput(), max_length=20_000, required=False)

    def __init__(self, request: Any, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        self.factor_asked = factors.has_any(user)
        fields: dict[str, Any] = self.fields
        fields["rights"].choices = [(right, str(RIGHTS[right])) for right in tokens.available_rights(user)]
        if not self.factor_asked:
            del fields["code"], fields["answer"]

    def clean(self) -> dict[str, Any]:
        """Ask for the password and the factor last, when all else is right: a code opens once."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            confirm_password(self.request, self.user, cleaned["password"])
        except forms.ValidationError as error:
            self.add_error("password", error)
            return cleaned
        if self.factor_asked:
            confirm_factor(self.request, self.user, cleaned["code"], cleaned["answer"])
        return cleaned
