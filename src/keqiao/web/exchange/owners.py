"""For which organisation somebody posts: that of their own unit, or one that a broker or the bureau names."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.rights import BROKER
from keqiao.web.registry.models import Organisation
from keqiao.web.registry.words import name_key


def own_organisations(user: Actor) -> QuerySet[Organisation]:
    """Return the firms and platforms of the user's unit, by name."""
    rows = Organisation.objects.current()
    if not user.unit_id:
        return rows.none()
    own = Q(firm__unit=user.unit_id, firm__withdrawn_at=None)
    own |= Q(platform__unit=user.unit_id, platform__withdrawn_at=None)
    return rows.filter(own).order_by("name_order", "name")


def may_name_any(user: Actor) -> bool:
    """Whether the user posts for others: brokers and the bureau do."""
    return user.has_right(BROKER)


def named_organisation(text: str) -> Organisation:
    """Return the organisation that a name or a unified social credit code means. Raises ValidationError in words."""
    words = text.strip()
    rows = Organisation.objects.current()
    key = name_key(words)
    meant = Q(usci=words.upper()) | Q(name=words) | Q(name_en__iexact=words)
    if key:
        meant |= Q(name_key=key) | Q(aliases__name_key=key, aliases__withdrawn_at=None)
    organisations = list(rows.filter(meant).distinct()[:3]) if words else []
    if not organisations:
        raise ValidationError(
            _("The register has no organisation “%(name)s”. Give its code or full name, or record it first.")
            % {"name": words[:60]}
        )
    if len(organisations) > 1:
        raise ValidationError(
            _("Several organisations are called “%(name)s”. Give the unified social credit code.")
            % {"name": words[:60]}
        )
    return organisations[0]
