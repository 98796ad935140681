"""The demonstration's programmes: those of the package, put into force by two persons, and some answers of a firm."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from keqiao.engine.eligibility import packaged_programmes
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import today
from keqiao.web.programmes.assessments import assess_all
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.programmes.selectors import own_subject
from keqiao.web.programmes.services import GivenAnswer, answer
from keqiao.web.rulebooks.versions import DocumentStatus

SOURCE = "公开文件整理，未逐条核对，仅供演示"
REASON = "演示：按公开文件录入"
ANSWERS = (
    GivenAnswer("staff_tech", "人", Decimal(26)),
    GivenAnswer("assets", "万元", Decimal(5200)),
    GivenAnswer("years_market", "年", Decimal(6)),
    GivenAnswer("bad_record", "", Decimal(0)),
    GivenAnswer("banned_product", "", Decimal(0)),
)


def add_programmes() -> None:
    """Put the packaged programmes into force, let the firm answer, compare everything."""
    people = {
        user.username: user for user in User.objects.filter(username__in=("officer", "reviewer", "firm"))
    }
    for path in packaged_programmes().values():
        version = PROGRAMMES.add(
            people["officer"], {"text": path.read_text(encoding="utf-8"), "source": SOURCE}
        )
        put_into_force(version, people["officer"], people["reviewer"])
    firm = own_subject(people["firm"])
    if firm is not None:
        answer(people["firm"], firm.pk, ANSWERS, today() - timedelta(days=20), "2025年度审计报告")
    assess_all()


def put_into_force(version: ProgrammeVersion, officer: User, other: User) -> None:
    """Let one person propose a version and another accept it."""
    proposal = PROGRAMMES.enactment.propose(officer, version, DocumentStatus.VALID, REASON)
    PROGRAMMES.enactment.decide(other, proposal.pk, accepted=True)
