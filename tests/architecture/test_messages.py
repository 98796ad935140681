"""Every sentence a person may read has its Chinese."""

import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from tests.sources import SOURCE, WEB, files, sentences_of, text_of

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "message": None,
}
TRANS = re.compile(
    r"""\{%\s*(?:trans|translate)\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)(?P<options>[^%]*)%\}"""
)
CONTEXT = re.compile(r"""\bcontext\s+(["'])(?P<context>.*?)\1""")
BLOCK = re.compile(
    r"\{%\s*(?:blocktrans|blocktranslate)(?P<options>[^%]*)%\}(?P<text>.*?)\{%\s*end\w+\s*%\}", re.S
)
CATALOGUES = sorted(SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/*.po"))


Message = tuple[str, str]
"""Context (empty for none) and message id: gettext finds a sentence by both."""


def translated(catalogues: Sequence[Path] = CATALOGUES) -> dict[Message, str]:
    """All messages with their Chinese, plural ones by their singular; of these catalogues together."""
    found: dict[Message, str] = {}
    for path in catalogues:
        for entry in sentences_of(path):
            identity = entry.id[0] if isinstance(entry.id, tuple) else entry.id
            text = entry.string[0] if isinstance(entry.string, tuple) else entry.string
            if text and not entry.fuzzy:
                found[entry.context or "", identity] = text
    return found


def in_python(path: Path, *, engine: bool = True) -> frozenset[Message]:
    """Messages marked in a Python file; ``message`` only where the engine's function is imported and ``engine`` asks
    for them, ``say`` where the demonstration tells its steps.
    """
    return extracted(path, engine and "keqiao.language" in text_of(path), path.parent.name == "demo")


@cache
def extracted(path: Path, of_engine: bool, of_demonstration: bool) -> frozenset[Message]:
    """What babel finds in a Python file; one without any of the words needs no look."""
    keywords = {word: KEYWORDS[word] for word in KEYWORDS if word != "message" or of_engine}
    if of_demonstration:
        keywords["say"] = (2,)
    source = text_of(path)
    if not re.search(rf"\b(?:{'|'.join(keywords)})\s*\(", source):
        return frozenset()
    found = set()
    for _, text, _, context in extract("python", BytesIO(source.encode()), keywords=keywords):
        found.add((context or "", text[0] if isinstance(text, tuple) else text))
    return frozenset(message for message in found if message[1])


def in_template(path: Path) -> set[Message]:
    """Messages marked in a Django template, as Django itself normalises them."""
    source = path.read_text(encoding="utf-8")
    found = {(context_in(match["options"]), match["text"]) for match in TRANS.finditer(source)}
    for match in BLOCK.finditer(source):
        text = re.split(r"\{%\s*plural[^%]*%\}", match["text"])[0]
        text = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text.replace("%", "%%"))
        if "trimmed" in match["options"]:
            text = " ".join(line.strip() for line in text.strip().splitlines())
        found.add((context_in(match["options"]), text))
    return found


def context_in(options: str) -> str:
    """The context among the options of a tag; empty for none."""
    match = CONTEXT.search(options)
    return match["context"] if match else ""


@cache
def marked() -> dict[Message, Path]:
    """Every message of the product and one place where it stands."""
    found: dict[Message, Path] = {}
    for path in files():
        found |= dict.fromkeys(in_python(path), path)
    for path in SOURCE.rglob("templates/**/*.*"):
        found |= dict.fromkeys(in_template(path), path)
    return found


def test_every_message_has_chinese():
    """English is the id itself, so this makes both languages complete."""
    chinese = translated()
    missing = [
        f"{path.relative_to(ROOT)}: {message!r}"
        for message, path in marked().items()
        if message not in chinese
    ]
    assert not missing, "\n".join(sorted(missing))


def test_pages_find_their_chinese_in_the_catalogues_of_the_web():
    """What only the engine's catalogue translates stands in English on a Chinese page."""
    chinese = translated([path for path in CATALOGUES if path.stem == "django"])
    missing = [
        f"{path.relative_to(ROOT)}: {message!r}"
        for path in (*files(WEB), *WEB.rglob("templates/**/*.*"))
        for message in (in_python(path, engine=False) if path.suffix == ".py" else in_template(path))
        if message not in chinese
    ]
    assert not missing, "\n".join(sorted(missing))


def test_sentences_of_the_library_find_their_chinese_in_its_catalogue():
    """What only the catalogues of the web translate stands in English in a Chinese reader's notice."""
    chinese = translated([path for path in CATALOGUES if path.stem == "keqiao"])
    missing = []
    for path in SOURCE.rglob("*.py"):
        source = path.read_bytes()
        if b"keqiao.language" in source:
            marks = extract("python", BytesIO(source), keywords={"message": None})
            missing += [
                f"{path.relative_to(ROOT)}: {text!r}"
                for _line, text, *_rest in marks
                if text and ("", text) not in chinese
            ]
    assert not missing, "\n".join(sorted(missing))


def test_the_check_sees_messages():
    """Were the extraction broken, the test above could not fail."""
    assert len(marked()) > 200
    assert sum(bool(context) for context, _text in marked()) > 50


def test_a_context_makes_another_message(tmp_path):
    """A sentence without a context is not translated by the same words with one, and the other way round."""
    template, module = tmp_path / "page.html", tmp_path / "page.py"
    template.write_text(
        '{% translate "Save" context "data" %}{% blocktranslate context "x" %}Go{% endblocktranslate %}'
    )
    module.write_text('_("Save")\npgettext("data", "Save")\n')
    assert in_template(template) == {("data", "Save"), ("x", "Go")}
    assert in_python(module) == {("", "Save"), ("data", "Save")}


IN_DATA_FILES = {
    "Period": "期间 heads a column of the forms, 统计期 is what a figure belongs to",
    "measure": "a scheme tells 度量, what is measured, from 指标, what is scored; the site has only the one word",
    "number": "数字 says what a cell takes, 编号 is the number of a document",
    "Scheme": "方案 is the file, 指标体系 what the office adopts by it",
}
"""Words that the library's workbooks and command use in another sense than the site; no page shows both."""


def test_one_word_for_one_thing():
    """All rooms share one catalogue, where a second translation would win or lose by chance."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for path in CATALOGUES:
        for entry in sentences_of(path):
            identity = entry.id[0] if isinstance(entry.id, tuple) else entry.id
            text = entry.string[0] if isinstance(entry.string, tuple) else entry.string
            if path.stem == "keqiao" and identity in IN_DATA_FILES:
                continue
            room = path.parents[3].name
            found.setdefault((entry.context or "", identity), {}).setdefault(text, []).append(room)
    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_placeholders_survive_translation(path):
    """A lost or invented {placeholder} would be a crash or a hole in the sentence."""
    names = re.compile(r"%\((\w+)\)|(?<!\{)\{(\w+)")
    for entry in sentences_of(path):
        if isinstance(entry.id, tuple) or not entry.string:
            continue
        assert {a or b for a, b in names.findall(entry.id)} == {
            a or b for a, b in names.findall(entry.string)
        }, entry.id


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_a_catalogue_holds_each_sentence_once(path):
    """Two branches that add the same sentence leave it twice when they are merged; gettext refuses such a file."""
    text = path.read_text(encoding="utf-8")
    assert len(re.findall(r"^msgid ", text, re.M)) == len(sentences_of(path)) + 1
    assert len(re.findall(r"^msgstr(?:\[0\])? ", text, re.M)) == len(sentences_of(path)) + 1


OTHER_UNITS = re.compile(
    r"10[ ,\u00a0\u202f]?000 ?(?:yuan|CNY|RMB)|ten thousand yuan|\b(?:CNY|RMB)\b", re.IGNORECASE
)
"""How 万元 is called elsewhere: Keqiao says 10k yuan, as a reader who meets two names looks for two units."""


def _sentences() -> list[tuple[str, str]]:
    """All English sentences with their Chinese."""
    pairs = []
    for catalogue in CATALOGUES:
        for entry in sentences_of(catalogue):
            english = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            chinese = entry.string if isinstance(entry.string, str) else entry.string[0]
            pairs += [(sentence, chinese) for sentence in english]
    return pairs


def test_ten_thousand_yuan_has_one_name_in_english():
    assert [english for english, _chinese in _sentences() if OTHER_UNITS.search(english)] == []


def test_an_english_heading_names_the_unit_of_the_chinese_one():
    headings = [english for english, chinese in _sentences() if chinese.endswith("（万元）")]
    assert headings, "headings are not found any more"
    assert [english for english in headings if not english.endswith("(10k yuan)")] == []
