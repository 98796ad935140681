"""What pages of results tell of a rating: how many experts, mean and spread; never who gave which score."""

from __future__ import annotations

from datetime import datetime

from keqiao.engine.schemes import Scheme
from keqiao.web.evaluations.reading import words
from keqiao.web.experts.panel_scores import PanelScores
from keqiao.web.experts.selectors import closed_panel
from keqiao.web.experts.tally import in_short
from keqiao.web.facts.models import SourceKind
from keqiao.web.registry.models import Platform
from keqiao.web.site.stored_sentences import in_words


def ratings(scheme: Scheme, platform: Platform, period: str, known_at: datetime) -> list[tuple[str, str]]:
    """Return (measure, sentence) for each measure of a scheme that a closed panel rated, as known at ``known_at``."""
    sentences = []
    for measure in scheme.measures:
        if measure.source != SourceKind.EXPERT.value:
            continue
        row = closed_panel(measure.code, platform, period, known_at)
        if row is not None:
            sentences.append(
                (words(measure.name), in_words(in_short(PanelScores.of(row.panel).tally(platform.pk))))
            )
    return sentences
