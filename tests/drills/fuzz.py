"""A fuzzing program: every reader of texts and every address is given damaged and hostile inputs.

    python -m tests.drills.fuzz --inputs 20000 --seed 1

Readers: documents of rules of every kind, formulas, figures, periods, days, prose, notices. Their own refusals are
right (an exception that tells itself in the reader's language); any other exception, and more than ten seconds for
one input, is a finding. Addresses: each page that takes no key is asked with damaged values of the fields that its own
forms have, as an officer and as somebody who is not signed in; an answer of 500 or more is a finding. Prints each
finding with its input, and ends with 1 where there is one.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LONGEST_SECONDS = 10.0
HOSTILE = (
    *(
        "\x00",
        "\u202e",
        "\ufeff",
        "\u2028",
        "９９９",
        "１．５",
        "−1",
        "1e999",
        "-0",
        "NaN",
        "Infinity",
        "0x1F",
    ),
    *(
        "9" * 60,
        "1/0",
        "(" * 300,
        "[" * 300,
        "{" * 300,
        '"',
        "'",
        "\\",
        "`",
        "%s",
        "%(x)s",
        "{0}",
        "{{1}}",
        "${x}",
    ),
    *(
        "&a *a",
        "*b",
        "!!python/object:os.system x",
        "<<: *x",
        "? x",
        "- - - -",
        "---\n",
        "|\n",
        ">\n",
        "\t",
        "#",
    ),
    *(
        "' OR 1=1 --",
        "<script>",
        "../../etc/passwd",
        "2023-02-30",
        "0000-00-00",
        "9999-12-31",
        "2024-13",
        "二〇二四年",
    ),
    *("万元", "%", "‰", "亿", "，", "；", "null", "true", "~", "😀", "\ud7ff", "é" * 200, "a" * 5000),
)


def main(words: list[str] | None = None) -> int:
    """Set up an empty installation, damage, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument(
        "--requests", type=int, default=None, help="of the inputs, so many requests (a quarter)"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    requests = given.inputs // 4 if given.requests is None else given.requests
    with tempfile.TemporaryDirectory(prefix="keqiao-fuzz-") as folder:
        os.environ.setdefault("KEQIAO_DATA", folder)
        os.environ |= {
            "KEQIAO_SESSION_PAGES_PER_MINUTE": "9999999",
            "KEQIAO_ADDRESS_PAGES_PER_MINUTE": "9999999",
        }
        os.environ |= {"DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings"}
        os.environ["KEQIAO_HOSTS"] = "testserver"
        import django

        django.setup()
        logging.disable(logging.ERROR)  # what is refused is right, and a line each
        draw = random.Random(given.seed)
        findings = [*of_readers(given.inputs - requests, draw)]
        if requests:
            findings += of_addresses(requests, draw)
    for finding in findings:
        print(finding)
    print(f"{given.inputs - requests} texts, {requests} requests: {len(findings)} findings")
    return bool(findings)


def damaged(text: str, draw: random.Random, others: list[str]) -> str:
    """The text with some parts taken away, doubled, moved, or put in from elsewhere."""
    for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
        start = draw.randrange(len(text) + 1)
        end = min(len(text), start + draw.choice((0, 1, 1, 2, 5, 20, 200)))
        other = draw.choice(others)
        place = draw.randrange(len(other) + 1)
        put = draw.choice(
            (
                "",
                text[start:end] * 2,
                draw.choice(HOSTILE),
                other[place : place + 30],
                chr(draw.randrange(1, 0xD7FF)),
            )
        )
        text = text[:start] + put + text[end:]
    return text


def of_readers(inputs: int, draw: random.Random) -> Iterator[str]:
    """Findings of the readers of texts, each once by the place that raised."""
    readers = list(reader_list())
    seen: set[tuple[str, str]] = set()
    for number in range(inputs):
        name, read, samples = readers[number % len(readers)]
        text = damaged(draw.choice(samples), draw, samples)
        start = time.monotonic()
        try:
            read(text)
        except Exception as error:
            if hasattr(error, "in_language"):
                continue
            place = raised_at(error)
            if (name, place) not in seen:
                seen.add((name, place))
                yield f"{name}: {type(error).__name__} {str(error)[:200]!r} at {place}; input {text[:2000]!r}"
        if time.monotonic() - start > LONGEST_SECONDS:
            yield f"{name}: {time.monotonic() - start:.0f} s; input {text[:2000]!r}"


def raised_at(error: BaseException) -> str:
    """The last line of our own code in a trace-back."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        frames.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    own = [f"{file.partition('keqiao/')[2]}:{line}" for file, line in frames if "/keqiao/" in file]
    return own[-1] if own else "?"


def reader_list() -> Iterator[tuple[str, Callable[[str], Any], list[str]]]:
    """Name, reader and good texts of each reader."""
    from keqiao.engine import eligibility, notices, phrases
    from keqiao.engine.allocation.loading import ALLOCATION_RULES, packaged_rules
    from keqiao.engine.expressions import parse
    from keqiao.engine.figures import Quantity, read_text
    from keqiao.engine.schemes import packaged
    from keqiao.engine.schemes.loading import SCHEMES
    from keqiao.engine.workbooks.periods import period_of
    from keqiao.web.rulebooks.registry import KINDS

    def texts(paths: Any) -> list[str]:
        return [Path(str(path)).read_text(encoding="utf-8") for path in paths]

    forms = [
        ("schemes", SCHEMES, texts(packaged().values())),
        ("rules of allocation", ALLOCATION_RULES, texts(packaged_rules().values())),
        ("programmes", eligibility.PROGRAMMES, texts(eligibility.packaged_programmes().values())),
    ]
    for kind in KINDS:
        path = getattr(kind, "path", None)
        if path is not None:
            forms.append((f"rulebook {kind.code}", kind.form, texts([path])))
    for name, form, samples in forms:
        yield name, lambda text, form=form: form.read(text.encode("utf-8", "surrogatepass")), samples
    names = ["staff", "funds", "name"]
    formulas = [
        "staff >= 20 or funds * 0.3 > 100",
        "case when staff > 5 then 1 else 0 end",
        "round(funds / staff, 2)",
    ]
    yield "formulas", lambda text: parse(text, names), formulas
    figures = ["1,234.5万元", "三百二十", "12.5%", "-3", "1e5", "约２０人", "3.2亿元"]
    for quantity in (Quantity(), Quantity("元"), Quantity("%", share=True), Quantity("人", exponents=True)):
        yield "figures", lambda text, quantity=quantity: read_text(text, quantity), figures
    yield (
        "periods",
        lambda text: period_of(text, "any"),
        ["2024", "2024年上半年", "2024Q3", "2024年3月", "202403"],
    )
    yield "days", eligibility.day_of, ["2024-03-01", "2024年3月1日", "20240301", "二〇二四年三月一日"]
    prose = [
        "2023年，全市15家平台研发投入3.2亿元，同比增长12.5%，占全市的比重为8.3%；新增发明专利120件，其中有效90件。",
        "一、总体情况\n截至2024年底，集聚研发人员1 200余人（其中博士320人），孵化企业85家。",
    ]
    yield "prose", phrases.read, prose
    notice = (
        "关于组织申报2024年度科技计划项目的通知\n各镇（街道）：\n一、支持标准\n"
        "给予最高不超过50万元的一次性奖励，按研发费用的10%补助。\n二、申报条件\n"
        "企业研发人员不少于20人，上年度营业收入2000万元以上。\n三、时间要求\n"
        "请于2024年6月30日17:00前报送，逾期不予受理。\n联系人：张三，电话0519-87654321。"
    )
    yield "notices", notices.read_notice, [notice]


def of_addresses(requests: int, draw: random.Random) -> Iterator[str]:
    """Findings of the addresses."""
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    from keqiao.web.accounts.models import Role, User
    from keqiao.web.serving import prepare
    from keqiao.web.site.rooms import rooms

    prepare()
    officer = User.objects.create_user("fuzz", password=None, display_name="Fuzz")
    officer.roles.set(Role.objects.filter(code__in=("bureau_officer", "auditor")))
    signed_in, nobody = Client(raise_request_exception=False), Client(raise_request_exception=False)
    signed_in.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    pages = []
    for room in rooms():
        for name in room.access:
            try:
                pages.append(reverse(name if ":" in name else f"{name}"))
            except NoReverseMatch:
                continue
    fields: dict[str, list[str]] = {}
    seen: set[tuple[str, int]] = set()
    for number in range(requests):
        page = pages[number % len(pages)]
        client = nobody if draw.random() < 0.1 else signed_in
        if page not in fields:
            first = client.get(page)
            text = "" if first.streaming else first.content.decode("utf-8", "replace")
            fields[page] = sorted(
                {*re.findall(r'name="([a-z_]{1,40})"', text), "page", "order", "q", "format"}
            )
        names = draw.sample(fields[page], min(len(fields[page]), draw.choice((1, 1, 2, 4))))
        values = {
            name: damaged(draw.choice(("2024", "name", "-code", "1", "")), draw, ["2024-01-01", "x"])
            for name in names
        }
        values = {name: value for name, value in values.items() if "\x00" not in value}
        answer = client.get(page, values)
        if not answer.streaming:
            _ = answer.content
        if answer.status_code >= 500 and (page, answer.status_code) not in seen:
            seen.add((page, answer.status_code))
            yield f"{page}: {answer.status_code} for {values!r}"


if __name__ == "__main__":
    sys.exit(main())
