"""What operations that read share: a page of rows, "changed since", and one way of naming a platform, its code.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints, create_model

MOST_PER_PAGE = 200
PlatformCode = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
PeriodText = Annotated[str, StringConstraints(max_length=10, pattern=r"^[0-9HQ-]*$")]


def _moment(moment: datetime) -> datetime:
    """A moment between 2000 and 2100, local where it names no time zone. Raises ValueError."""
    if not 2000 <= moment.year < 2100:
        raise ValueError(_("A moment between 2000 and 2100 is wanted."))
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


Moment = Annotated[datetime, AfterValidator(_moment)]


class Problem(Schema):
    """Why something was not done: in a sentence, and by field."""

    detail: str
    fields: dict[str, list[str]] = {}


REFUSALS = dict.fromkeys((400, 401, 403, 404, 422), Problem)


class PageQuery(Schema):
    """Which page, and what was changed at or after a moment only. A program asks anew with the moment of its last
    question.
    """

    changed_since: Moment | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 50


class PlatformQuery(PageQuery):
    """The same, of one platform by its code."""

    platform: PlatformCode = ""


def page_schema(row: type[Schema]) -> type[Schema]:
    """A page of rows and how many there are in all."""
    return create_model(
        f"{row.__name__}Page",
        __base__=Schema,
        __doc__="A page of rows.",
        total=(int, ...),
        page=(int, ...),
        rows=(list[row], ...),  # type: ignore[valid-type]
    )


def page_of(
    rows: QuerySet[Any],
    query: PageQuery,
    as_row: Callable[[Any], dict[str, Any]],
    changed: Callable[[datetime], Q] | None = None,
) -> dict[str, Any]:
    """The page of ``rows`` (in an order that is total) that was asked for.

    ``changed`` makes the condition that a row was changed at or after a moment.
    """
    return page_at_once(rows, query, lambda part: [as_row(row) for row in part], changed)


def page_at_once(
    rows: QuerySet[Any],
    query: PageQuery,
    as_rows: Callable[[QuerySet[Any]], list[dict[str, Any]]],
    changed: Callable[[datetime], Q] | None = None,
) -> dict[str, Any]:
    """The same, of rows that are printed together: what they need is read once for all of the page."""
    if query.changed_since is not None and changed is not None:
        rows = rows.filter(changed(query.changed_since))
    start = (query.page - 1) * query.per_page
    return {
        "total": rows.order_by().count(),
        "page": query.page,
        "rows": as_rows(rows[start : start + query.per_page]),
    }


def platform_code(row: Any) -> str:
    """How the API names a platform; "" for the city."""
    return row.platform.code if row.platform_id else ""
