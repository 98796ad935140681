"""The rules that figures must fulfil: list, make, change, switch.

Annotations are evaluated here (no ``from __future__``): the framework reads them.
"""

from typing import Annotated, Any

from ninja import Path, Router, Status

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.returns.api.schemas import CONFLICTS, REFUSALS, CheckChange, CheckIn, CheckOut
from keqiao.web.returns.models import CheckRule
from keqiao.web.returns.rulebook import services

checks = Router(tags=["checks"])
CodeInPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@checks.get("/", response={200: list[CheckOut], **REFUSALS}, operation_id="listChecks")
def many(request: SignedInRequest) -> Any:
    """All checks, those out of use too."""
    require(request.user, "returns.view")
    return CheckRule.objects.all()


@checks.post("/", response={201: CheckOut, **CONFLICTS}, operation_id="makeCheck")
def make(request: SignedInRequest, given: CheckIn) -> Any:
    """Add a check, in use at once."""
    return Status(201, services.make_check(request.user, "check", given.dict()))


@checks.put("/{code}", response={200: CheckOut, **CONFLICTS}, operation_id="changeCheck")
def change(request: SignedInRequest, code: CodeInPath, given: CheckChange) -> Any:
    """Change a check, or take it out of use."""
    return services.change_check(request.user, code, given.dict(exclude={"since"}), since=given.since)
