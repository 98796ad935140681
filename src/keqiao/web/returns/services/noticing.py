"""Tell people about a form: one notice each, never twice the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present
from keqiao.web.facts.models import Fact
from keqiao.web.returns.models import Notice, Return

Kind = Notice.Kind


def fillers(form: Return) -> list[User]:
    """The people of the form's unit who may fill it in."""
    unit = form.platform.unit_id
    return [] if unit is None else _with_right("returns.fill", Q(unit_id=unit))


def reviewers(form: Return) -> list[User]:
    """Who reviews the form now: the named reviewer, else everybody who may."""
    if form.state == Return.State.SECOND_REVIEW:
        return [form.second_reviewer] if form.second_reviewer else _everywhere("returns.approve")
    return [form.first_reviewer] if form.first_reviewer else _everywhere("returns.review")


def tell(
    form: Return,
    kind: str,
    people: Iterable[User],
    key: str,
    *,
    days: int = 0,
    reason: str = "",
    fact: Fact | None = None,
) -> None:
    """Give each of ``people`` a notice; one with the same ``key`` that was given before is not given again."""
    Notice.objects.bulk_create(
        [
            Notice(
                form=form,
                recipient=one,
                kind=kind,
                key=key[:60],
                at=present(),
                days=days,
                reason=reason[:1000],
                fact=fact,
            )
            for one in people
        ],
        ignore_conflicts=True,
    )


def tell_fillers(form: Return, kind: str, reason: str = "") -> None:
    """Tell the unit what happened to its form."""
    tell(form, kind, fillers(form), f"{kind}-{form.edition}", reason=reason)


def tell_reviewers(form: Return) -> None:
    """Tell the reviewers that a form waits for them."""
    tell(form, Kind.TO_REVIEW, reviewers(form), f"{Kind.TO_REVIEW}-{form.edition}")


def _everywhere(right: str) -> list[User]:
    return [user for user in _with_right(right, Q()) if user.scope_for(right) == "all"]


def _with_right(right: str, among: Q) -> list[Any]:
    users = User.objects.filter(among, is_active=True).prefetch_related("roles")
    return [user for user in users if user.has_right(right)]
