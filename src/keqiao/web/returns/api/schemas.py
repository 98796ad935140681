"""What the API of returns takes and gives. Values are in the stored unit of a measure: money in 元."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from keqiao.web.registry.api.schemas import LARGEST_KEY
from keqiao.web.site.api_pages import Problem

SMALL = 2_147_483_647
REFUSALS = dict.fromkeys((400, 401, 403, 404, 422), Problem)
CONFLICTS = {**REFUSALS, 409: Problem}

Words = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+$")]
PlatformCode = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]
PeriodText = Annotated[str, StringConstraints(min_length=4, max_length=10, pattern=r"^[0-9HQ-]+$")]
Amount = Annotated[Decimal, Field(max_digits=24, decimal_places=6)]
Edition = Annotated[int, Field(ge=1, le=SMALL)]
Codes = Annotated[list[Code], Field(max_length=1000)]


class StrictSchema(Schema):
    """Something that is sent: a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class ItemAsked(StrictSchema):
    """A figure that a collection asks for, by its measure's code."""

    code: Code
    required: bool = True
    evidence_required: bool = False
    hint: Line = ""


class NewCollection(StrictSchema):
    """A collection to prepare. ``platforms``: codes; ``reminder_days``: before (+) and after (−) the due date."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    period: PeriodText
    form_number: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    issuer: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    ground: Line = ""
    valid_until: date | None = None
    instructions: Annotated[str, StringConstraints(max_length=8000, pattern=r"^[^\x00]*$")] = ""
    due_on: date
    reminder_days: Annotated[list[Annotated[int, Field(ge=-366, le=366)]], Field(max_length=20)] | None = None
    items: Annotated[list[ItemAsked], Field(min_length=1, max_length=1000)]
    platforms: Annotated[list[PlatformCode], Field(min_length=1, max_length=2000)]


class CollectionOut(Schema):
    """A collection in a list."""

    id: int
    title: str
    period: str
    state: str
    due_on: date
    edition: int


class ItemOut(Schema):
    """A figure that is asked for; ``derived``: computed from the registers, never typed."""

    code: str
    name: str
    unit: str
    required: bool
    evidence_required: bool
    derived: bool
    definition: str
    hint: str


class CollectionInFull(CollectionOut):
    """A collection with its heading and what it asks for."""

    form_number: str
    issuer: str
    ground: str
    valid_until: date | None
    instructions: str
    reminder_days: list[int]
    items: list[ItemOut]


class FormOut(Schema):
    """A form in a list."""

    id: int
    collection: int
    platform: str
    state: str
    version: int
    edition: int
    due_on: date
    late_days: int
    submitted_at: datetime | None
    signed_by: str


class FormPage(Schema):
    """A page of forms."""

    total: int
    page: int
    rows: list[FormOut]


class CellOut(Schema):
    """A figure of a form."""

    code: str
    value: Decimal | None
    not_applicable: bool
    comment: str
    origin: str
    state: str
    reason: str
    verified_value: Decimal | None
    verified_reason: str
    evidence: list[str]
    edition: int


class Possible(Schema):
    """Whether an action is possible for the caller now, and if not, why."""

    ok: bool
    reason: str


class FormInFull(FormOut):
    """A form with its figures, where it stands in a sentence, and what the caller may do."""

    status: str
    cells: list[CellOut]
    actions: dict[str, Possible]


class CellIn(StrictSchema):
    """A figure to write; ``since``: the edition of the cell that the caller read."""

    value: Amount | None = None
    not_applicable: bool = False
    comment: Words | None = None
    since: Edition | None = None


class CellsIn(StrictSchema):
    """Figures to write by measure code, all or none."""

    cells: Annotated[dict[Code, CellIn], Field(min_length=1, max_length=1000)]


class Changed(Schema):
    """The codes of the figures that changed."""

    changed: list[str]


class FormAction(StrictSchema):
    """An action on a form. Each takes what it needs: see the names of the actions.

    ``since``: the edition of the form that the caller read. ``signed_by``: who answers for the figures (submit).
    ``codes``: figures to pass, none for all. ``reasons``: why figures go back, by code (doubt_cell). ``code``,
    ``value`` and ``reason``: a verified value. ``reviewer``: a user name (reassign). ``due_on``: the new due date.
    """

    since: Edition | None = None
    signed_by: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""
    codes: Codes | None = None
    reasons: Annotated[dict[Code, Words], Field(max_length=1000)] = {}
    code: Code | None = None
    value: Amount | None = None
    reason: Words = ""
    reviewer: Line = ""
    due_on: date | None = None


class Explained(StrictSchema):
    """An explanation for a soft check."""

    check: Code
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]


class FindingOut(Schema):
    """A check that the figures do not fulfil."""

    code: str
    title: str
    severity: str
    advice: str
    measures: list[str]
    figures: dict[str, Any]
    explanation: str
    stops: bool


class StepOut(Schema):
    """One step of a form's history."""

    at: datetime
    by: str
    action: str
    code: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    version: int


class EvidenceOut(Schema):
    """A stored file."""

    sha256: str
    title: str
    grade: str
    size: int


class Anew(StrictSchema):
    """A figure that was reported before is wrong: which, and why."""

    code: Code
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]


class Detached(StrictSchema):
    """A file to take from a figure."""

    code: Code
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class FormsIn(StrictSchema):
    """The keys of forms to act on."""

    forms: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_KEY)]], Field(min_length=1, max_length=2000)]


class LeftOut(Schema):
    """Why forms were left as they are, by key; forms that are not named were done."""

    left: dict[int, str]


class UploadOut(Schema):
    """A dry run: how many rows would do what, and the rows that differ (``state``, where, what, why not)."""

    id: int
    state: str
    file_name: str
    counts: dict[str, int]
    lines: list[dict[str, Any]]


class ApplyIn(StrictSchema):
    """``leave_out``: rows with errors stay unwritten; ``confirmed``: amounts that jump ten-thousandfold are right."""

    leave_out: bool = False
    confirmed: bool = False


class CheckIn(StrictSchema):
    """A check: a condition that is true for good figures."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    title_en: Line = ""
    expression: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
    severity: Literal["hard", "soft"] = "soft"
    advice: Line = ""
    advice_en: Line = ""


class CheckChange(CheckIn):
    """A changed check; ``since``: the edition that the caller read."""

    active: bool = True
    since: Edition | None = None


class CheckOut(Schema):
    """A check as it is kept."""

    code: str
    title: str
    title_en: str
    expression: str
    severity: str
    advice: str
    advice_en: str
    active: bool
    edition: int
