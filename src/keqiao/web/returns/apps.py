"""The room of returns as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """Collections, forms, review, lock."""

    name = "keqiao.web.returns"
    label = "returns"
    verbose_name = _("Returns")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the rooms to the left what they cannot know by themselves."""
        from keqiao.web.accounts import handover
        from keqiao.web.facts import demands, derivations, succession, unreviewed
        from keqiao.web.jobs import daily
        from keqiao.web.notices import kinds
        from keqiao.web.procedures import registry
        from keqiao.web.returns import handing, notices, reminding
        from keqiao.web.returns.collecting import COLLECTIONS, UNLOCKS
        from keqiao.web.returns.demands import demanded
        from keqiao.web.returns.lateness import LATE_RETURNS
        from keqiao.web.returns.procedure import RETURNS
        from keqiao.web.returns.succession import tell_of_other_way
        from keqiao.web.returns.unreviewed import figures_under_way

        kinds.register(*notices.KINDS)
        registry.register(COLLECTIONS, RETURNS, UNLOCKS)
        derivations.register(LATE_RETURNS)
        unreviewed.register(figures_under_way)
        demands.register(demanded)
        succession.register(tell_of_other_way)
        handover.register(handing.ORDER, handing.open_reviews)
        daily.every_day("returns.reminders", reminding.send)
