"""Cases of a small city: a platform whose gates failed, its director, two officers, a file."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.golden import golden
from tests.web.evaluations.conftest import *  # noqa: F403 - fixtures
from tests.web.evaluations.conftest import PERIODS, _user, frozen, second_person
from tests.web.papers import PDF

from keqiao.web.evaluations import releases
from keqiao.web.evaluations import services as evaluations
from keqiao.web.tolerance import services
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.services import Given


def upload(name="证明.pdf", content=PDF):
    """A small PDF as a browser sends it."""
    return SimpleUploadedFile(name, content)


def no_to_all(**other):
    """No to every item of the negative list, but for those named."""
    return {item.code: other.get(item.code, (False, "")) for item in RULES.form.load(RULES.path).negative}


@golden
def reviewer(db):
    """A second officer."""
    return _user("reviewer", "bureau_officer")


@golden
def third(db):
    """A third officer."""
    return _user("third", "bureau_officer")


@golden
def clerk(city):
    return _user("clerk", "platform_clerk", city[1].unit)


@golden
def stranger(city):
    """The director of another platform."""
    return _user("stranger", "platform_director", city[2].unit)


@golden
def failed(city, officer, scheme):
    """A finished and released run in which no project of P02 passed its gates in 2024."""
    nothing = {("gates_passed", "P02", "2024"): Decimal(0), ("trl_gain", "P02", "2024"): Decimal(0)}
    made = frozen(city, officer, "S-FAILED", change=nothing)
    run = evaluations.start_run(officer, title="2024年度测算", snapshot=made, scheme=scheme, periods=PERIODS)
    releases.release(second_person(), evaluations.execute_run(run), "征求各平台意见")
    return run


def given(**other):
    """A complete application about the gates of 2024."""
    fields = {
        "scheme_code": "three_pillar",
        "period": "2024",
        "indicators": ("B7",),
        "subject": "固态电池中试未过门",
        "ground": "route",
        "facts": "目标明确，记录完整，技术路线未能达到预期，已及时终止。",
        "answers": no_to_all(),
    }
    return Given(**(fields | other))


@pytest.fixture
def draft(city, director, scheme):
    """A complete draft of P02's director, with a file."""
    case = services.open_case(director, city[1], given())
    services.attach(director, case.pk, upload())
    return case


@pytest.fixture
def applied(draft, director):
    services.apply(director, draft.pk)
    return draft


@pytest.fixture
def checked(applied, officer):
    services.check(officer, applied.pk, "记录真实完整，程序完备。", no_to_all(), ["B7"])
    return applied


@pytest.fixture
def accepted(checked, reviewer):
    services.conclude(reviewer, checked.pk, accepted=True, reason="符合容错依据，负面清单无一触及。")
    checked.refresh_from_db()
    return checked
