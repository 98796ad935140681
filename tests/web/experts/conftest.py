"""A panel over three platforms with seven experts, two officers and an auditor."""

from __future__ import annotations

import functools
from decimal import Decimal
from types import SimpleNamespace

from tests.golden import golden
from tests.web.evaluations.conftest import *  # noqa: F403 - fixtures

from keqiao.web.accounts.models import Unit
from keqiao.web.evaluations.rated_measures import RatedMeasures, basis_of
from keqiao.web.experts import services
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Measure
from keqiao.web.facts.services import load_measures

RATING = "representative_results_rating"


@golden
def bench(city, officer, scheme, user_with):
    """Platforms, seven experts (none of a platform's unit), the second officer, an auditor; nothing organised yet."""
    load_measures()
    home = Unit.objects.create(code="experts", name="专家库", kind="department")
    experts = [user_with("expert", unit=home, username=f"expert_{number}") for number in range(1, 8)]
    return SimpleNamespace(
        platforms=city,
        experts=experts,
        officer=officer,
        second=user_with("bureau_officer", username="second"),
        auditor=user_with("auditor", username="auditor"),
        scheme=scheme,
        measure=Measure.objects.get(code=RATING),
    )


def organise(bench, **given):
    """A panel as the bench has it; ``given`` replaces what stands here."""
    scheme = given.pop("scheme", bench.scheme)
    about = {
        "title": "新能源材料组评审",
        "field": "新能源材料",
        "source": RatedMeasures.code,
        "basis": basis_of(scheme),
        "measure": bench.measure,
        "period": "2024",
        "chair": bench.experts[0],
        "guidance": "看代表作质量",
    }
    platforms = given.pop("platforms", bench.platforms[:3])
    experts = given.pop("experts", bench.experts)
    actor = given.pop("actor", bench.officer)
    keys = [one.pk for one in platforms]
    return services.prepare(actor, ExpertPanel(**about | given), keys, experts)


@golden
def organised(bench):
    """Organise a panel; keyword arguments replace what stands there."""
    return functools.partial(organise, bench)


@golden
def scoring(bench, organised):
    """A panel whose scoring is open and where everybody has declared to have no conflict."""
    panel = services.open_panel(bench.officer, organised().pk)
    for expert in bench.experts:
        declare(expert, panel)
    return panel


@golden
def discussion(bench, scoring):
    """The panel after everybody handed in: expert n gives 70 + 3 n to each platform."""
    for number, expert in enumerate(bench.experts):
        hand_in(expert, scoring, 70 + 3 * number)
    scoring.refresh_from_db()
    return scoring


@golden
def closed(bench, discussion):
    """The panel closed by the second officer."""
    for expert in bench.experts:
        services.give_scores(expert, discussion.pk, {}, hand_in=True)
    return services.close(bench.second, discussion.pk)


def declare(expert, panel, conflicts=None):
    """Declare: no conflict but with the platforms named, platform → ground."""
    keys = panel.subjects.values_list("key", flat=True)
    found = conflicts or {}
    services.declare(expert, panel.pk, {key: (key in found, found.get(key, "")) for key in keys})


def hand_in(expert, panel, points, *, skip=(), comment="依据代表作"):
    """Hand in the same points for all platforms but those to skip."""
    keys = panel.subjects.values_list("key", flat=True)
    given = {key: ScoreEntry(Decimal(str(points)), comment) for key in keys if key not in skip}
    services.give_scores(expert, panel.pk, given, hand_in=True)
