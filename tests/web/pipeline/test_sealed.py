"""Votes at a gate are those of a panel: conflicts are known, and nothing of them shows before it has ended."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from keqiao.web.experts import services as panels
from keqiao.web.experts.models import ConflictDeclaration
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.pipeline.models import Mandate

from .conftest import Walk

pytestmark = pytest.mark.django_db


def test_points_means_and_counts_are_sealed_until_the_panel_has_ended(proven, client_of):
    walk = Walk(proven)
    review = walk.submitted()
    panel = walk.panel(review)
    points = [Decimal("91.37"), Decimal("83.53"), Decimal("77.19")]
    for expert, given in zip(proven.experts, points, strict=False):
        panels.declare(expert, panel.pk, {review.pk: (False, "")})
        panels.give_scores(expert, panel.pk, {review.pk: ScoreEntry(given)}, hand_in=True)
    mean = sum(points) / len(points)
    for reader in (proven.director, proven.manager, proven.second, proven.officer, proven.auditor):
        text = client_of(reader).get(f"/pipeline/gates/{review.pk}/").content.decode()
        assert "保密" in text
        assert not [shown for shown in (*points, round(mean, 2)) if f"{shown:.2f}" in text]
    with pytest.raises(PermissionDenied):
        walk.decide(review, "let_pass")


def test_who_managed_the_project_or_belongs_to_the_platform_does_not_judge(proven, user_with):
    walk = Walk(proven)
    review = walk.submitted()
    own = user_with("expert", unit=proven.platform.unit, username="own_expert")
    former = proven.experts[0]
    Mandate.objects.filter(passage=walk.passage).update(manager=former)
    proven.experts = [*proven.experts, own]
    walk.panel(review)
    known = ConflictDeclaration.objects.filter(by_system=True).values_list(
        "seat__expert__username", flat=True
    )
    assert set(known) == {own.username, former.username}
