"""The site as a Django app: base templates, static files, translations."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The room that holds what all pages share."""

    name = "keqiao.web.site"
    label = "site"

    def ready(self) -> None:
        """Let lookups answer for numbers beyond a column."""
        from keqiao.web.site.lookups import register_lookups

        register_lookups()
