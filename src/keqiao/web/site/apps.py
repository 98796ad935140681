"""The site as a Django app: base templates, static files, translations."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The room that holds what all pages share."""

    name = "keqiao.web.site"
    label = "site"

    def ready(self) -> None:
        """Let alarms be mailed, forms be forgotten that were sent long ago, and lookups answer for numbers beyond a
        column.
        """
        from keqiao.web.accounts import submissions
        from keqiao.web.jobs import daily
        from keqiao.web.site import alarms
        from keqiao.web.site.lookups import register_lookups

        daily.often("site.alarms", alarms.send_alarms)
        daily.every_day("site.submissions", lambda _day: submissions.forget())
        register_lookups()
