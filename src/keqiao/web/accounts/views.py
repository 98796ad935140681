"""The list of users for administrators. Signing in has views of its own (``signing_in``)."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from keqiao.web.accounts import selectors
from keqiao.web.accounts.access import RightRequired


class Users(RightRequired, TemplateView):
    """Users, units and roles: who may do what."""

    right = "accounts.view"
    template_name = "accounts/users.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The two tables."""
        return super().get_context_data(
            users=selectors.user_table(),
            roles=selectors.role_table(),
            **kwargs,
        )
