"""Every address and every form with what nobody should send: never an error of the server, never an unescaped echo."""

import io
import re
import zipfile
from urllib.parse import quote, urlencode
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import URLPattern, get_resolver
from tests.examples import exploring
from tests.web.evaluations.conftest import city, officer, run, scheme, snapshot, unreleased  # noqa: F401 - fixtures
from tests.web.site.test_access import patterns

from keqiao.web.facts.models import Measure
from keqiao.web.facts.services import load_measures

pytestmark = pytest.mark.stricter_database

SCRIPT = "'\"><script>alert(1)</script><img src=x onerror=alert(2)>"
HUGE = "99999999999999999999999"
JUNK = [
    "",
    "x" * 5000,
    "a\x00b",
    HUGE,
    f"-{HUGE}",
    "-1",
    "0",
    "1e400",
    "NaN",
    "2024-13-99",
    "99999-01-01",
    "9999-12-31",
    "0001-01-01",
    "1000",
    "1000-01-01",
    "1001Q1",
    SCRIPT,
    "'; DROP TABLE facts_fact; --",
    "x' OR '1'='1",
    "%00%ff%",
    "../../etc/passwd",
    "２０２４",
    "²",
    "٣",
    "{{ 7|add:7 }}",
    "a/b",
    "\u202eabc",
    "🏭" * 300,
]
PARAMETERS = [
    "page",
    "as_of",
    "q",
    "format",
    "check",
    "period",
    "basis",
    "before",
    "after",
    "platform",
    "sort",
    "filter",
    "columns",
    "type",
    "level",
    "stage",
    "cluster",
    "family",
    "on",
    "words",
    "action",
    "outcome",
    "first",
    "last",
    "measure",
    "scope",
    "category",
    "snapshot",
    "scheme",
    "next",
    "user",
    "kind",
    "key",
    "address",
    "light",
    "side",
    "run",
]
KEYS = {
    "accounts": {"code": "broker"},
    "administration": {"code": "broker"},
    "help": {"key": "reminders"},
    "facts": {
        "code": "rd_headcount",
        "scope": "city",
        "period": "2023",
        "sha256": "0" * 64,
    },
    "registry": {"code": "P01", "key": "patents"},
    "returns": {"code": "market_income"},
    "evaluations": {
        "code": "2024-001",
        "platform": "P01",
        "node": "A",
        "version": "2024.1",
    },
    "experts": {"sha256": "0" * 64},
    "firms": {"key": "a" * 32},
    "exchange": {"side": "needs"},
    "rulebooks": {"kind": "funding.parameters"},
    "deals": {"name": "close"},
    "pipeline": {"name": "withdraw"},
    "transfer": {"name": "publish"},
    "calls": {"name": "apply"},
    "talents": {"name": "submit"},
    "finance": {"name": "withdraw"},
    "oversight": {"code": "D20240101-01", "rule": "G1", "name": "close"},
    "reports": {"name": "issue", "file_format": "docx"},
    "planning": {"code": "L20240101-01", "platform": "P01", "year": "2023", "name": "note"},
    "dashboards": {"measure": "rd_headcount", "period": "2023"},
    "jobs": {"uuid": "00000000-0000-4000-8000-000000000000"},
}
"""Keys of what the small city has besides "1"; codes of runs, schemes and snapshots are filled in by the fixture."""

PATTERNS: dict[str, URLPattern] = patterns(get_resolver())
SIGNS_OUT = {"accounts:logout"}
ROLES = ("bureau_officer", "auditor", "platform_director")


@pytest.fixture
def whole_city(db, request):
    """The small city of the evaluations' tests with the package's measures; a finished run."""
    load_measures()
    return request.getfixturevalue("run")


@pytest.fixture(params=ROLES)
def reader(request, whole_city, client_of) -> Client:
    """A client of a role that sees much, of one that sees the log, and of one that sees its own unit only."""
    unit = whole_city.totals.first().platform.unit
    client = client_of(request.param, unit=unit)
    client.raise_request_exception = False
    client.every = 12 if request.param == ROLES[0] else 30
    return client


def tried(client: Client, name: str, ways: list) -> list:
    """The ways of sending junk that an address is tried with: the first role a twelfth, the others one or two.

    Which ones changes from one address to the next, so that each way meets many addresses: what reads keys, queries and
    forms is shared by all pages. Each room tries its own forms with all of it; the profile ``explore`` tries all here.
    """
    if exploring():
        return ways
    return ways[crc32(name.encode()) % min(client.every, len(ways)) :: client.every]


def filled(name: str, whole_city, /, **changed: str) -> str:
    """The address of a page with real keys, some of them changed to whatever is given, percent-encoded."""
    keys = dict(KEYS.get(name.split(":", maxsplit=1)[0], {}))
    if name.startswith("evaluations:"):
        keys["code"] = whole_city.code
    elif name == "facts:snapshot":
        keys["code"] = whole_city.snapshot.code
    keys |= changed
    route = str(PATTERNS[name].pattern)
    return "/" + re.sub(r"<\w+:(\w+)>", lambda match: quote(keys.get(match[1], "1"), safe=""), route)


def judge(response, what: str) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if response.status_code >= 500:
        return f"{what}: error {response.status_code}"
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type", "").startswith("text/html") and b"<script>alert(1)" in body:
        return f"{what}: echoed without escaping"
    if b"onerror=alert(2)>" in body and "html" in response.get("Content-Type", ""):
        return f"{what}: echoed without escaping"
    return ""


def readable() -> list[str]:
    """The names of all addresses but signing out."""
    return sorted(set(PATTERNS) - SIGNS_OUT)


def test_keys_of_addresses_may_be_anything(reader, whole_city):
    wrong = []
    for name in readable():
        for key in PATTERNS[name].pattern.converters:
            for junk in filter(None, tried(reader, name, JUNK)):
                address = filled(name, whole_city, **{key: junk})
                wrong.append(judge(reader.get(address), address[:120]))
    assert not [text for text in wrong if text]


def test_queries_may_be_anything(reader, whole_city):
    """Junk in every parameter at once, every parameter several times, and an encoding that is none."""
    several = {f"{key}[]": ["1", SCRIPT] for key in PARAMETERS} | {key: [SCRIPT, "2"] for key in PARAMETERS}
    queries = [*(dict.fromkeys(PARAMETERS, junk) for junk in JUNK), several]
    queries = [urlencode(query, doseq=True) for query in queries] + ["%ff%00=%c3%28&&=&page=%"]
    wrong = []
    for name in readable():
        address = filled(name, whole_city)
        for query in tried(reader, name, queries):
            wrong.append(judge(reader.get(f"{address}?{query}"), f"{address}?{query[:80]}"))
    assert not [text for text in wrong if text]


@pytest.mark.parametrize("junk", ["1000-01-01", "2999-12-31", "2024-13-99"])
def test_a_day_beyond_all_records_shows_a_page_without_figures(junk, reader):
    for address in ("/", "/cockpit/", "/search/?q=研发"):
        mark = "&" if "?" in address else "?"
        assert reader.get(f"{address}{mark}as_of={junk}").status_code in {200, 302}


FIELDS = [
    "username",
    "password",
    "old_password",
    "new_password1",
    "new_password2",
    "next",
    "language",
    "measure",
    "platform",
    "period",
    "value",
    "basis",
    "source_kind",
    "source_note",
    "reason",
    "evidence_title",
    "evidence_grade",
    "confirmed",
    "not_applicable",
    "title",
    "periods",
    "snapshot",
    "scheme",
    "text",
    "source",
    "status",
    "chart",
    "format",
]


def files() -> dict[str, bytes]:
    """Files that are not what their names say."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<broken")
    return {
        "empty.pdf": b"",
        "text.pdf": b"not a pdf at all",
        "cut.pdf": b"%PDF-1.7\n%\xff",
        "cut.png": b"\x89PNG\r\n\x1a\n\x00\x00",
        "broken.xlsx": packed.getvalue()[:-10],
        "odd.xlsx": packed.getvalue(),
        "..\\..\\evil.exe": b"MZ\x90\x00",
        "a\x00b.pdf": b"%PDF-1.4\n",
        f"{'long' * 200}.pdf": b"%PDF-1.4\n%%EOF\n",
        "bomb.yaml": b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
        "binary.yaml": bytes(range(256)),
        "deep.yaml": b"[" * 5000,
        "script.yaml": b"!!python/object/apply:os.system ['true']",
    }


def test_forms_may_be_sent_anything(reader, whole_city):
    """Empty, long, wrong and hostile values in every field at once, no field, and bodies that are cut or no form."""
    cut = b"--x\r\nContent-Disposition: form-data; name"
    bodies = [(dict.fromkeys(FIELDS, junk), MULTIPART_CONTENT) for junk in JUNK]
    bodies += [({}, MULTIPART_CONTENT), (b"\xff\x00{", "application/json")]
    bodies += [(cut, "multipart/form-data; boundary=x")]
    wrong = []
    for name in readable():
        address = filled(name, whole_city)
        for body, kind in tried(reader, name, bodies):
            answer = reader.post(address, body, kind)
            wrong.append(judge(answer, f"POST {address} {kind} {str(body)[-40:]}"))
    assert not [text for text in wrong if text]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", files())
def test_files_that_are_not_what_they_say(name, language, whole_city, client_of, settings):
    client = client_of("bureau_officer")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    measure = Measure.objects.exclude(definitions__derivation__gt="").filter(value_type="money").first()
    fields = {
        "measure": measure.code,
        "platform": "P01",
        "period": "2023",
        "value": "1",
        "basis": "reported",
        "source_kind": "evidence",
        "reason": SCRIPT,
        "evidence_title": SCRIPT,
        "evidence_grade": "C",
        "confirmed": "on",
    }
    content = files()[name]
    answers = [
        client.post("/facts/record/", fields | {"evidence": SimpleUploadedFile(name, content)}),
        client.post(
            "/rulebooks/evaluations.schemes/new/",
            {"file": SimpleUploadedFile(name, content), "source": SCRIPT},
        ),
    ]
    assert not [text for answer in answers if (text := judge(answer, name))]
    for answer in answers:
        if answer.status_code == 200:
            continue
        page = answer.content.decode()
        assert answer.status_code in {302, 400, 422}
        if answer.status_code != 302:
            said = re.findall(r'class="errorlist.*?</ul>|<caption>.*?</table>', page, re.S)
            assert said, f"{name}: no message on the page"
            chinese = bool(re.search(r"[\u4e00-\u9fff]", re.sub(r"<[^>]+>", "", "".join(said))))
            assert chinese == (language == "zh-hans"), said


@pytest.mark.parametrize(
    "value", ["1e999", "-1e999", "NaN", "Infinity", "9" * 30, "0x10", "１２", "1,5", "--1"]
)
def test_numbers_that_no_column_holds_are_refused_in_words(value, whole_city, client_of):
    client = client_of("bureau_officer")
    measure = Measure.objects.exclude(definitions__derivation__gt="").filter(value_type="money").first()
    answer = client.post(
        "/facts/record/",
        {
            "measure": measure.code,
            "platform": "P01",
            "period": "2023",
            "value": value,
            "basis": "reported",
            "source_kind": "self_report",
            "reason": "补录",
            "confirmed": "on",
        },
    )
    if answer.status_code != 302:
        assert answer.status_code == 422
        assert "errorlist" in answer.content.decode()
