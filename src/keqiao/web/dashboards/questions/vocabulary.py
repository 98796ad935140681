"""The lexicon of a reader: the document of words in which figures are asked for, with the names of the city."""

from __future__ import annotations

from collections.abc import Iterable

from keqiao.web.accounts.actors import Actor
from keqiao.web.dashboards.documents import VOCABULARY, Vocabulary
from keqiao.web.dashboards.questions.question import QuestionLexicon
from keqiao.web.facts.models import Measure
from keqiao.web.facts.scopes import CITY
from keqiao.web.registry.models import OrganisationAlias, Platform, Region
from keqiao.web.registry.words import initials

PAYMENTS = "@payments"
"""Stands among the measures of a question for the money that was paid out, which is no measure."""
OWN = "@own"
"""Stands among the scopes of a question for the platforms of whoever asks."""

EACH = "@each"
"""Stands among the scopes of a question for each platform in sight, one by one."""


def lexicon_for(user: Actor) -> QuestionLexicon:
    """Return the words that a user's question may use: the document in force, all measures, the platforms in sight."""
    vocabulary = VOCABULARY.in_force()
    return lexicon(vocabulary, Measure.objects.all(), _scopes(user, vocabulary))


def lexicon(vocabulary: Vocabulary, measures: Iterable[Measure], scopes: dict[str, str]) -> QuestionLexicon:
    """Return a lexicon of a vocabulary, measures and the names of scopes."""
    names = {
        measure.code: [name for name in (measure.name, measure.name_en, measure.code) if name]
        for measure in measures
    }
    spoken: dict[str, list[str]] = {}
    for entry in vocabulary.measures:
        if entry.measure in names:
            for words in entry.words:
                spoken.setdefault(words, []).append(entry.measure)
    spoken |= {words: [PAYMENTS] for words in vocabulary.payments}
    return QuestionLexicon(spoken, names, scopes, vocabulary.fillers, vocabulary.narrowing, vocabulary.bodies)


def _scopes(user: Actor, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the names of the city and of the platforms that a user may see, with initials and other names."""
    region = Region.objects.first()
    named = dict.fromkeys(vocabulary.city, CITY) | dict.fromkeys(vocabulary.own, OWN)
    named |= dict.fromkeys(vocabulary.each, EACH)
    if region:
        named |= {name: CITY for name in (region.name, region.name_en) if name}
    platforms = list(Platform.objects.current().visible_to(user).select_related("organisation"))
    for platform in platforms:
        names = (platform.short_name, platform.short_name_en, platform.code, platform.organisation.name)
        named |= {name: platform.code for name in (*names, initials(platform.short_name)) if len(name) > 1}
    by_organisation = {platform.organisation_id: platform.code for platform in platforms}
    aliases = OrganisationAlias.objects.current().filter(organisation__in=by_organisation)
    return named | {alias.name: by_organisation[alias.organisation_id] for alias in aliases}
