"""What is answered to a question: figures for exactly the measures, scopes and periods that were read, as far as the
reader may see them, and the money that was paid out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.periods import EARLIEST_YEAR, Kind, Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.dashboards import sentences
from keqiao.web.dashboards.dates import last_full_year
from keqiao.web.dashboards.documents import HEADLINES, VOCABULARY
from keqiao.web.dashboards.questions.question import QuestionReading, read_question
from keqiao.web.dashboards.questions.vocabulary import EACH, OWN, PAYMENTS, lexicon_for
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Measure
from keqiao.web.facts.scopes import CITY, Scope, scopes_for
from keqiao.web.facts.selectors import PeriodToCome, figures_for, refuse_future
from keqiao.web.funding.models import Payment
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers
from keqiao.web.site.demonstration import is_demonstration
from keqiao.web.site.stored_sentences import in_words

MOST_FIGURES = 60


@dataclass(frozen=True)
class FigureAnswer:
    """A figure with its sentence to be copied and what its measure must say besides."""

    figure: Figure
    sentence: str
    note: str


@dataclass(frozen=True)
class PaymentAnswer:
    """The money paid out to a scope within a time (元), in a sentence; without an amount the sentence says why."""

    scope: Scope
    amount: Decimal | None
    sentence: str
    url: str


@dataclass(frozen=True)
class Answers:
    """A question as it was read, with the answers to it; ``refusals`` say why there are none."""

    reading: QuestionReading
    figures: tuple[FigureAnswer, ...] = ()
    payments: tuple[PaymentAnswer, ...] = ()
    refusals: tuple[str, ...] = ()
    near: tuple[Measure, ...] = ()
    """Measures that the question names besides words that would make them another figure."""


def answers(user: Actor, query: str, day: Period, now: date | None = None) -> Answers:
    """Return the answers to a question: of ``day`` where it names no time; 去年 is seen from ``now`` (None: today)."""
    if not query.strip() or not user.has_right("facts.view"):
        return Answers(QuestionReading())
    reading = read_question(query, lexicon_for(user), now or today())
    codes = [code for code in reading.measures if code != PAYMENTS]
    if not reading.is_answerable:
        named = {measure.code: measure for measure in Measure.objects.filter(code__in=codes)}
        return Answers(reading, near=tuple(named[code] for code in codes if code in named))
    scopes = _scopes(user, reading)
    if not scopes:
        return Answers(reading, refusals=(_("Your unit has no platform of its own."),))
    figures, refusals = _figures(user, codes, scopes, reading, day)
    paid = _payments(user, scopes, reading) if PAYMENTS in reading.measures else []
    return Answers(reading, tuple(figures), tuple(paid), tuple(dict.fromkeys(refusals)))


def _scopes(user: Actor, reading: QuestionReading) -> list[str]:
    """Return the codes of the scopes asked for; the city where none is named."""
    several: dict[str, list[str]] = {OWN: [], EACH: []}
    platforms = Platform.objects.current()
    if OWN in reading.scopes and user.unit_id is not None:
        several[OWN] = list(platforms.filter(unit_id=user.unit_id).values_list("code", flat=True))
    if EACH in reading.scopes:
        every = list(platforms.visible_to(user).order_by("code").values_list("code", flat=True))
        several[EACH] = [code for code, scope in scopes_for(user, every).items() if scope.decision]
    named = [code for scope in reading.scopes for code in several.get(scope, [scope])]
    return list(dict.fromkeys(named)) or ([] if several.keys() & set(reading.scopes) else [CITY])


def _figures(
    user: Actor, codes: list[str], scopes: list[str], reading: QuestionReading, day: Period
) -> tuple[list[FigureAnswer], list[str]]:
    notes = {entry.measure: str(entry.note) for entry in VOCABULARY.in_force().measures if entry.note}
    kinds = dict(Measure.objects.filter(code__in=codes).values_list("code", "kind"))
    wanted = {
        (code, period): _moment(period, kinds[code])
        for code in codes
        for period in reading.periods or (day, last_full_year(day))
    }
    usable = [moment for moment in dict.fromkeys(wanted.values()) if moment.start.year > EARLIEST_YEAR]
    by_key = figures_for(user, codes, scopes, usable, yoy=True)
    figures: list[Figure] = []
    refusals: list[str] = []
    for scope in scopes:
        for code in codes:
            there = [
                by_key[code, scope, moment.code]
                for period in reading.periods or (day, last_full_year(day))
                if (code, scope, (moment := wanted[code, period]).code) in by_key
            ]
            if not reading.periods:
                there = _latest(code, there)
            for figure in there:
                try:
                    refuse_future(figure)
                except PeriodToCome as error:
                    refusals.append(str(error))
                else:
                    figures.append(figure)
    if len(figures) > MOST_FIGURES:
        refusals.append(
            _("Only the first %(most)s of %(count)s figures are shown; ask for fewer at once.")
            % {"most": MOST_FIGURES, "count": len(figures)}
        )
    return [
        figure_answer(figure, notes.get(figure.measure.code, "")) for figure in figures[:MOST_FIGURES]
    ], refusals


def figure_answer(figure: Figure, note: str) -> FigureAnswer:
    """Return the answer with its sentence and notes.

    Where the registers hold nothing of a whole city's period, that is said and no change is shown: rows that are not
    entered yet are no fall to nothing.
    """
    is_of_city = figure.scope.code == CITY and figure.is_derived and figure.measure.kind == Measure.Kind.FLOW
    if is_of_city and figure.value == 0 and figure.yoy is not None and figure.yoy.before > 0:
        figure = replace(figure, yoy=None)
        said = _(
            "The registers hold nothing of this period, which may not be entered yet; no change is shown."
        )
        note = f"{note} {said}".strip()
    return FigureAnswer(figure, sentences.answer(figure), note)


def _moment(period: Period, kind: str) -> Period:
    """Return the period of a figure: a stock of a period that is not over is that of today."""
    day = today()
    if kind == Measure.Kind.STOCK and period.start <= day < period.end:
        return Period.on(day)
    return period


def _latest(code: str, figures: list[Figure]) -> list[Figure]:
    """Return the one that counts where no time is named: of yearly headlines the last full year, else the day; of two
    the one with a value.
    """
    yearly = {headline.measure for headline in HEADLINES.in_force().headlines if headline.yearly}
    ordered = figures[::-1] if code in yearly else figures
    return [next((figure for figure in ordered if figure.value is not None), ordered[0])] if ordered else []


def _payments(user: Actor, scopes: list[str], reading: QuestionReading) -> list[PaymentAnswer]:
    sees_all = user.scope_for("funding.view") == "all"
    amounts = []
    for scope in scopes_for(user, scopes).values():
        for period in reading.periods or (None,):
            if not user.has_right("funding.view") or (scope.platform is None and not sees_all):
                why = _("You may not see what was paid out to %(scope)s.") % {"scope": scope.name}
                amounts.append(PaymentAnswer(scope, None, why, reverse("funding:pools")))
            elif scope.platform is not None and not scope.decision:
                amounts.append(PaymentAnswer(scope, None, scope.decision.reason, reverse("funding:pools")))
            else:
                amounts.append(_paid(user, scope, period))
    return amounts[:MOST_FIGURES]


def _paid(user: Actor, scope: Scope, period: Period | None) -> PaymentAnswer:
    payments = Payment.objects.visible_to(user).filter(paid_on__lte=today())
    if scope.platform is not None:
        payments = payments.filter(instalment__line__platform=scope.platform)
    when = _("up to %(day)s") % {"day": today().isoformat()}
    if period is not None:
        payments = payments.filter(paid_on__gte=period.flow_start, paid_on__lte=period.end)
        when = in_words(period.words)
        if period.kind == Kind.DATE:
            when = _("%(first)s to %(last)s") % {
                "first": period.flow_start.isoformat(),
                "last": period.end.isoformat(),
            }
    sums = payments.order_by().aggregate(amount=Sum("amount"), entries=Count("pk"))
    amount = sums["amount"] or Decimal(0)
    sentence = _(
        "%(scope)s, money paid out, %(when)s: %(amount)s 10k yuan (entries in this system: %(entries)s)."
    ) % {
        "scope": scope.name,
        "when": when,
        "amount": numbers.money(amount),
        "entries": sums["entries"],
    }
    mark = _(" (demonstration data)") if is_demonstration() else ""
    return PaymentAnswer(scope, amount, sentence + mark, reverse("funding:pools"))
