"""Firms that sign up, for programs of the bureau, read only. What a person chose as password is told nobody.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import datetime
from typing import Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.firms.models import FirmSignUp, SignUpStep
from keqiao.web.firms.rights import VIEW
from keqiao.web.site.api_pages import REFUSALS, PageQuery, page_of, page_schema

firms = Router(tags=["firms"])


class SignUpOut(Schema):
    """A firm that signs up."""

    code: str
    usci: str
    name: str
    person: str
    telephone: str
    email: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    answer: str


class SignUpQuery(PageQuery):
    """Which ones: in a state."""

    state: Literal["asked", "confirmed", "refused"] | None = None


SignUpPage = page_schema(SignUpOut)


@firms.get("/sign-ups", response={200: SignUpPage, **REFUSALS}, operation_id="listSignUps")
def list_sign_ups(request: SignedInRequest, query: Query[SignUpQuery]) -> Any:
    """The firms that sign up, the latest first."""
    require(request.user, VIEW)
    rows = FirmSignUp.objects.visible_to(request.user)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(
        rows.order_by("-asked_at", "-pk"),
        query,
        lambda row: {name: getattr(row, name) for name in SignUpOut.model_fields},
        lambda at: Q(pk__in=SignUpStep.objects.filter(at__gte=at).values("sign_up")),
    )
