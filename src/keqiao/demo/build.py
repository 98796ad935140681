"""Builds the demonstration city in the database: accounts, registers, facts, snapshots, evaluation runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files

from django.core.management import call_command
from django.db import connection, transaction

from keqiao.web.accounts.models import User
from keqiao.web.audit import services as audit
from keqiao.web.audit.clock import present, story_at
from keqiao.web.audit.guards import placement
from keqiao.web.evaluations import services as evaluations
from keqiao.web.evaluations.drivers import results
from keqiao.web.evaluations.library import SCHEMES
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.models import Evidence, Snapshot
from keqiao.web.facts.services import create_snapshot, load_measures
from keqiao.web.jobs.models import StoredResult
from keqiao.web.registry.models import Region
from keqiao.web.returns.checking.defaults import load_checks
from keqiao.web.site.rooms import rooms

from . import second_year as second_year_story
from .accounts import add_accounts
from .calendar import AS_OF, YEARS
from .deals import add_deals
from .exchange import add_exchange
from .experts import add_panels
from .facts import People, add_facts
from .funding import add_funding
from .gate_history import add_gate_history
from .generator import SEED, generate
from .gradings import add_gradings
from .payments import add_payments
from .pipeline import add_projects
from .proposals import add_proposals
from .registers import Registers
from .returns import add_returns
from .rows import City
from .tolerance import add_tolerance
from .verification import add_stories, verify_rows

Progress = Callable[[float, str], None]
SCHEME = "three-pillar.yaml"


FIRST_YEARS_SHARE = 0.6
"""Of the building of two years, the part that the first one takes."""


class DemoRefused(RuntimeError):
    """The database holds an installation that is not the demonstration; nothing was changed."""


class TooEarly(DemoRefused):
    """The clock stands before the end of the second year, which would be told in the future."""


class WithoutSecondYear(DemoRefused):
    """The city is there and ends after its first year; nothing was changed."""


@dataclass(frozen=True)
class Built:
    """What is there now, and whether it was built by this call."""

    fresh: bool


def build(reset: bool = False, progress: Progress | None = None, *, second_year: bool = False) -> Built:
    """Build the demonstration city in a migrated database; where it is already there, do nothing.

    ``reset`` empties the whole database first, which is refused unless it holds the demonstration or nothing.
    ``progress(fraction, message)`` is told how far it is, in fixed English words that can be translated. Either
    everything is built or nothing. ``second_year``: the city is told as of April 2025, and lives on until June 2026.
    Raises DemoRefused where the database belongs to a real installation; TooEarly where the clock stands before the
    second year's end; WithoutSecondYear where the city is there and ends after its first.
    """
    say = progress or _silent
    region = Region.objects.first()
    if (region is not None and not region.demonstration) or (region is None and User.objects.exists()):
        raise DemoRefused("The database holds an installation that is not the demonstration.")
    if second_year and present() < second_year_story.END:
        raise TooEarly("The clock of this machine stands before the end of the second year.")
    if region is not None and not reset:
        if second_year and not second_year_story.is_told():
            raise WithoutSecondYear("The demonstration city is there without its second year.")
        return Built(fresh=False)
    if reset:
        say(0.0, "Emptying the database")
        _empty()
    with transaction.atomic():
        if second_year:
            with story_at(second_year_story.BEGIN):
                _first_year(lambda share, words: say(share * FIRST_YEARS_SHARE, words))
            second_year_story.tell(
                lambda share, words: say(FIRST_YEARS_SHARE + share * (1 - FIRST_YEARS_SHARE), words)
            )
        else:
            _first_year(say)
    say(1.0, "The demonstration city is ready")
    return Built(fresh=True)


def _first_year(say: Progress) -> None:
    """Build the city and tell its story up to the present."""
    officer, city = _load(say)
    _freeze(officer, say)
    _evaluate(officer, say)
    add_panels(city)
    add_gradings()
    add_tolerance()
    add_funding()
    add_payments()
    say(0.97, "Returns")
    add_returns()
    add_proposals()
    add_stories(User.objects.get(username="reviewer"))
    add_exchange()
    load_checks(None)  # they came after the story's hand-ins
    for room in rooms():
        if room.demonstration:
            room.load(room.demonstration)()
    add_projects()


def _silent(fraction: float, message: str) -> None:
    """Nobody watches."""


def _load(say: Progress) -> tuple[User, City]:
    """Accounts, measures, registers and facts; returns the bureau officer and the rows that were generated."""
    say(0.02, "Generating the rows")
    city = generate(SEED)
    say(0.06, "Accounts")
    units, users = add_accounts()
    officer = users["officer"]
    load_measures(None)
    registers = Registers(city, officer, units)
    steps = registers.steps()
    for number, step in enumerate(steps):
        say(0.08 + 0.27 * number / len(steps), "Registers")
        step()
    history = add_gate_history(registers)
    say(0.35, "Facts and evidence")
    clerks = {f"P{name[6:]}": user for name, user in users.items() if name.startswith("clerk_")}
    verify_rows(users["reviewer"])
    add_deals(city, registers.contracts, users)
    history.store_reviews(users)
    written = add_facts(city, registers.platforms, People(clerks, officer, users["reviewer"]))
    detail = {"seed": SEED, "digest": city.digest(), "facts": written}
    audit.record(None, "demo.load", Region.objects.get(), detail)
    return officer, city


def _freeze(officer: User, say: Progress) -> None:
    """Snapshots of the three years, as known in the March after, and of the day the published figures hold for."""
    for number, year in enumerate(YEARS):
        say(0.50 + 0.08 * number, "Snapshots")
        create_snapshot(
            officer,
            f"{year}年度评价数据（演示数据）",
            [str(earlier) for earlier in range(YEARS[0] - 1, year + 1)],
            as_of=date(year, 12, 31),
            code=f"demo-{year}",
            known_at=datetime(year + 1, 3, 31, 10, tzinfo=UTC),
        )
    say(0.74, "Snapshots")
    create_snapshot(
        officer,
        "调研报告数据（截至2024年10月31日，演示数据）",
        ["2023-10-31", AS_OF.isoformat()],
        as_of=AS_OF,
        code="demo-2024-10-31",
        known_at=datetime(2024, 11, 20, 10, tzinfo=UTC),
    )


def _evaluate(officer: User, say: Progress) -> None:
    """The packaged scheme, put into force by two people, and one run of it for each year; of the last one what decides
    its ranks. The runs stay in the bureau until the publicity of their gradings.
    """
    text = (files("keqiao") / "schemes" / SCHEME).read_text(encoding="utf-8")
    scheme = evaluations.add_scheme_version(officer, text, "随系统提供的建议稿（演示）")
    proposal = SCHEMES.enactment.propose(officer, scheme, "valid", "建议稿经征求各平台意见并修改完善（演示）")
    reviewer = User.objects.get(username="reviewer")
    SCHEMES.enactment.decide(
        reviewer, proposal.pk, accepted=True, answer="经局长办公会审议，同意施行（演示）"
    )
    scheme.refresh_from_db()
    for number, year in enumerate(YEARS):
        say(0.80 + 0.06 * number, "Evaluation runs")
        run = evaluations.start_run(
            officer,
            title=f"{year}年度科创平台绩效评价（演示数据）",
            snapshot=Snapshot.objects.get(code=f"demo-{year}"),
            scheme=scheme,
            periods=[str(year)],
            basis=Run.Basis.REPORTED,
        )
        evaluations.execute_run(run)
    results.store(run, run.last_period, run.bases[0])


def _empty() -> None:
    """Empty all tables and remove the files: the append-only triggers are off for that moment."""
    kept = [evidence.file for evidence in Evidence.objects.all()]
    kept += [result.file for result in StoredResult.objects.exclude(file="")]
    with placement.without_guards(connection):
        call_command("flush", interactive=False, verbosity=0)
    for file in kept:
        if file.name:
            file.storage.delete(file.name)


__all__ = ["Built", "DemoRefused", "build"]
