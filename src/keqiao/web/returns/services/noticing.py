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


def tell_reviewers(work: Any) -> None:
    """Tell the reviewers that a form waits for them."""
    form = work.row
    tell(form, Kind.TO_REVIEW, reviewers(form), f"{Kind.TO_REVIEW}-{form.edition}")


def tell_sent_back(work: Any) -> None:
    """Tell the unit that its form was sent back."""
    _tell_unit(work, Kind.SENT_BACK)


def tell_locked(work: Any) -> None:
    """Tell the unit that its form is locked."""
    _tell_unit(work, Kind.LOCKED)


def tell_opened(work: Any) -> None:
    """Tell the people of every platform that a form is to be filled in."""
    for form in work.row.returns.select_related("platform"):
        tell(form, Kind.OPENED, fillers(form), "opened")


def tell_asked(work: Any) -> None:
    """Tell who locked a form that its unlocking is asked for."""
    form = work.row.form
    if form.locked_by is not None:
        tell(form, Kind.UNLOCK, [form.locked_by], f"unlock-{work.row.pk}", reason=work.reason)


def tell_granted(work: Any) -> None:
    """Tell the unit that its form is open again."""
    form = work.row.form
    tell(form, Kind.UNLOCK, fillers(form), f"granted-{work.row.pk}", reason=work.reason)


def tell_refused(work: Any) -> None:
    """Tell who asked that the form stays locked."""
    tell(work.row.form, Kind.UNLOCK, [work.row.requested_by], f"refused-{work.row.pk}", reason=work.reason)


def _tell_unit(work: Any, kind: str) -> None:
    tell(work.row, kind, fillers(work.row), f"{kind}-{work.row.edition}", reason=work.reason)


def _everywhere(right: str) -> list[User]:
    return [user for user in _with_right(right, Q()) if user.scope_for(right) == "all"]


def _with_right(right: str, among: Q) -> list[Any]:
    users = User.objects.filter(among, is_active=True).prefetch_related("roles")
    return [user for user in users if user.has_right(right)]
