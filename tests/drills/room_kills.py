"""A crash drill over the rooms of the demonstration: who works there is killed with SIGKILL at random moments.

    python -m tests.drills.room_kills --kills 200                # SQLite, in a folder that is taken away
    KEQIAO_DATA=… python -m tests.drills.room_kills --kills 200  # in a demonstration that is there (it is changed)
    DATABASE_URL=postgres://… python -m tests.drills.room_kills --kills 200

Killed in turn are people who import rows, lock returns (and open them again), compute runs, begin and withdraw
gradings, pay and take back, workers that take postings into the index of the exchange, and those that build the file of
a survey report. After each kill: every import that is applied has its rows, every locked form its facts, every finished
run its results and no other any, every grading its lines, every payment its entry of the audit log; the index opens; a
file of a report that is kept is whole. At the end the whole audit log holds. Ends with 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from importlib import import_module
from typing import Any

from tests.drills.kills import AT_WORK, killed, log_breaks

LATEST = 1.5
"""Seconds until the kill at the latest: a run or a lock takes longer than a row."""
FORM, PERIOD = "P02", "2024Q4"
"""The form of the demonstration that is locked and opened again."""


def main(words: list[str] | None = None) -> int:
    """Set up the demonstration, kill, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="keqiao-drill-") as folder:
        os.environ.setdefault("KEQIAO_DATA", folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
        import django

        django.setup()
        from django.utils import translation

        from keqiao.demo.build import build
        from keqiao.web.serving import prepare

        prepare()
        with translation.override("zh-hans"):
            build()
            return drill(given.kills, random.Random(given.seed))


def drill(kills: int, draw: random.Random) -> int:
    """Kill so often, in turn; 0 where everything holds."""
    from django.db import connection, connections

    for module in USED:  # here, so that no process that is to be killed spends its time on it
        import_module(module)
    acknowledged, broken, began = dict.fromkeys(WRITERS, 0), list[str](), time.monotonic()
    for number in range(kills):
        name = list(WRITERS)[number % len(WRITERS)]
        connections.close_all()
        acknowledged[name] += killed(
            partial(WRITERS[name], number), draw.uniform(0, LATEST), at_work=draw.random() < AT_WORK
        )
        broken += [f"kill {number + 1} ({name}): {words}" for words in half_written(acknowledged)]
        if broken:
            break
    broken += log_breaks()
    told = ", ".join(f"{count} {name}" for name, count in acknowledged.items())
    seconds = time.monotonic() - began
    print(f"{connection.vendor}: {kills} kills in {seconds:.0f} s; acknowledged before they came: {told}")
    for words in dict.fromkeys(broken):
        print(f"DOES NOT HOLD: {words}")
    return bool(broken)


def user(name: str) -> Any:
    """Somebody of the demonstration."""
    from keqiao.web.accounts.models import User

    return User.objects.get(username=name)


def import_rows(number: int) -> Iterator[None]:
    """Rows pasted into a register: planned, then applied."""
    from keqiao.web.imports import services
    from keqiao.web.imports.importers import importer_of
    from keqiao.web.registry.models import Park

    officer, importer = user("officer"), importer_of("registers")
    heads = "\t".join(str(Park._meta.get_field(name).verbose_name) for name in ("code", "name"))
    while True:
        stamp = f"{number}-{time.monotonic_ns()}"
        text = f"{heads}\nk{stamp}\t园区{stamp}\nm{stamp}\t园区乙{stamp}\n"
        plan = services.plan_paste(officer, importer, "parks", text)
        services.apply(officer, plan.pk, reason="drill")
        yield


def lock_returns(_number: int) -> Iterator[None]:
    """A form goes round: locked, opened again, handed in, reviewed by two, locked; from wherever it stands."""
    from keqiao.web.returns.models import Return
    from keqiao.web.returns.services import locking, review, submission

    clerk, officer, reviewer = user(f"clerk_{FORM[1:]}"), user("officer"), user("reviewer")
    pk = Return.objects.get(platform__code=FORM, collection__period=PERIOD).pk

    def open_again() -> None:
        form = Return.objects.get(pk=pk)
        if not form.unlock_requests.filter(state="waiting").exists():
            locking.ask_unlock(clerk, pk, "drill")
        locking.grant_unlock(reviewer, pk, "drill")

    def first() -> None:
        review.pass_cells(officer, pk)
        review.pass_first(officer, pk)

    def second() -> None:
        review.pass_cells(reviewer, pk)
        review.pass_second(reviewer, pk)

    steps: dict[str, Callable[[], object]] = {
        "locked": open_again,
        "draft": lambda: submission.submit(clerk, pk, "负责人"),
        "submitted": lambda: review.begin(officer, pk),
        "first_review": first,
        "second_review": second,
        "passed": lambda: locking.lock(officer, pk),
    }
    while True:
        steps[Return.objects.get(pk=pk).state]()
        yield


def compute_runs(number: int) -> Iterator[None]:
    """A run, started and computed."""
    from keqiao.web.evaluations import services
    from keqiao.web.evaluations.models import SchemeVersion
    from keqiao.web.facts.models import Snapshot

    officer = user("officer")
    snapshot, scheme = Snapshot.objects.get(code="demo-2024"), SchemeVersion.objects.earliest("pk")
    while True:
        run = services.start_run(
            officer, title=f"drill {number}", snapshot=snapshot, scheme=scheme, periods=["2024"]
        )
        services.execute_run(run)
        yield


def begin_gradings(_number: int) -> Iterator[None]:
    """A grading that would put one right, begun and withdrawn."""
    from keqiao.web.evaluations.models import Run
    from keqiao.web.grading.models import Grading
    from keqiao.web.grading.services import preparation

    officer = user("officer")
    run = Run.objects.filter(periods=["2023"], state=Run.State.DONE).earliest("pk")
    while True:
        for grading in Grading.objects.filter(period="2023", state=Grading.State.COMPUTED):
            preparation.withdraw(officer, grading.pk, "drill")
        preparation.prepare(
            officer,
            run,
            "2023",
            "reported",
            title="drill",
            reason="drill",
            basis_reason="drill",
            gaps_reason="drill",
        )
        yield


def pay_and_take_back(number: int) -> Iterator[None]:
    """A cent of an instalment, paid and taken back."""
    from keqiao.web.funding.models import Instalment, Payment, Pool
    from keqiao.web.funding.payments.services import payments

    finance, pool = user("finance"), Pool.objects.get(state=Pool.State.DECIDED)
    row = Instalment.objects.filter(line__proposal=pool.chosen_id, number=2).earliest("pk")
    while True:
        standing = Payment.objects.filter(instalment=row, reverses=None, reversal=None)
        for payment in standing:
            payments.reverse_payment(finance, pool.pk, payment.pk, "drill")
        voucher = f"d{number}-{time.monotonic_ns()}"[:30]
        payments.pay(
            finance, pool.pk, [payments.Paid(row.pk, Decimal("0.01"), date.today(), voucher, "drill")]
        )
        yield


def take_into_the_index(number: int) -> Iterator[None]:
    """A need, published and taken into the index."""
    from keqiao.web.exchange import services, text_index
    from keqiao.web.exchange.models import Disclosure, Need
    from keqiao.web.registry.models import Firm

    broker, firm = (
        user("broker"),
        Firm.objects.filter(local=True).select_related("organisation").earliest("pk"),
    )
    while True:
        need = Need(
            kind="technology",
            title=f"极片毛刺检测{number}-{time.monotonic_ns()}",
            body="希望在线全检。",
            organisation=firm.organisation,
            disclosure=Disclosure.PUBLIC,
        )
        services.post(broker, need)
        services.take(broker, Need, need.pk)
        services.publish(broker, Need, need.pk)
        text_index.take_in()
        yield


def build_reports(number: int) -> Iterator[None]:
    """The Word file of the survey report, kept as the answer of a job."""
    from io import BytesIO

    from keqiao.web.jobs import results
    from keqiao.web.reports import report_papers
    from keqiao.web.reports.models import SurveyReport

    report = SurveyReport.objects.earliest("pk")
    while True:
        made = report_papers.checked(report)
        content = report_papers.file_of(made.built.document, "docx") if made.built is not None else b""
        stream = BytesIO(MARK + content + MARK)
        results.store_file(KIND, f"{number}-{time.monotonic_ns()}", stream, "drill.docx")
        yield


USED = (
    "keqiao.web.imports.services",
    "keqiao.web.returns.services.locking",
    "keqiao.web.returns.services.review",
    "keqiao.web.returns.services.submission",
    "keqiao.web.evaluations.services",
    "keqiao.web.grading.services.preparation",
    "keqiao.web.funding.payments.services.payments",
    "keqiao.web.exchange.text_index",
    "keqiao.web.reports.report_papers",
    "keqiao.web.site.urls",
)
"""What the writers import."""
KIND, MARK = "drill.report", b"whole"
WRITERS: dict[str, Callable[[int], Iterator[None]]] = {
    "imports": import_rows,
    "locks": lock_returns,
    "runs": compute_runs,
    "gradings": begin_gradings,
    "payments": pay_and_take_back,
    "index": take_into_the_index,
    "reports": build_reports,
}


def half_written(acknowledged: dict[str, int]) -> Iterator[str]:
    """What was acknowledged and is not there; what is there by half."""
    from keqiao.web.audit.models import Entry
    from keqiao.web.evaluations.models import Run, RunFrame, RunTotal
    from keqiao.web.exchange import text_index
    from keqiao.web.facts.models import Fact
    from keqiao.web.funding.models import Payment
    from keqiao.web.grading.models import Grading
    from keqiao.web.imports.models import ImportPlan
    from keqiao.web.jobs.models import StoredResult
    from keqiao.web.registry.models import Park
    from keqiao.web.returns.models import Cell, Return

    plans = ImportPlan.objects.filter(state="applied", subject="parks").count()
    rows = Park.objects.filter(name__startswith="园区").count()
    if rows != 2 * plans or plans < acknowledged["imports"]:
        yield f"{acknowledged['imports']} imports acknowledged; {plans} applied, {rows} rows"
    form = Return.objects.get(platform__code=FORM, collection__period=PERIOD)
    if form.state == "locked":
        for cell in Cell.objects.filter(form=form, origin="typed", value__isnull=False).select_related(
            "item"
        ):
            facts = Fact.objects.current().filter(
                platform=form.platform, measure=cell.item.measure_id, period=PERIOD, basis="reported"
            )
            if [fact.value for fact in facts] != [cell.value]:
                yield f"the locked figure {cell.item.measure_id} has not its fact"
    done = Run.objects.filter(state=Run.State.DONE)
    if (
        done.exclude(pk__in=RunTotal.objects.values("run")).exists()
        or done.exclude(pk__in=RunFrame.objects.values("run")).exists()
    ):
        yield "a finished run has no results"
    if RunTotal.objects.exclude(run__in=done).exists():
        yield "a run that is not finished has results"
    if done.filter(title__startswith="drill").count() < acknowledged["runs"]:
        yield f"{acknowledged['runs']} runs acknowledged, {done.count()} there"
    gradings = Grading.objects.all()
    if any(grading.lines.count() == 0 for grading in gradings):
        yield "a grading has no lines"
    begun = Entry.objects.filter(action="grading.prepare", outcome="success").count()
    if begun != gradings.count():
        yield f"{gradings.count()} gradings, {begun} entries of their beginning"
    paid = Entry.objects.filter(
        action__in=("funding.pay", "funding.reverse_payment"), outcome="success"
    ).count()
    if Payment.objects.count() != paid:
        yield f"{Payment.objects.count()} payments, {paid} entries"
    for kept in StoredResult.objects.filter(kind=KIND):
        with kept.file.open("rb") as file:
            content = file.read()
        if not (content.startswith(MARK) and content.endswith(MARK)):
            yield "a kept file of a report is not whole"
    try:
        text_index.take_in()
    except Exception as error:
        yield f"the index does not open: {error!r}"


if __name__ == "__main__":
    sys.exit(main())
