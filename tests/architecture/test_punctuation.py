"""Chinese is written with Chinese marks: no catalogue, template or text that code puts together has half-width ones."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from tests.sources import WEB, files, nodes_of, sentences_of

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "src").rglob("locale/zh_Hans/LC_MESSAGES/*.po"))
HAN = "[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(
    rf"{HAN}(?:[,;:?!](?![a-z{{`]|//)|: |, |; )|[,;:?!] ?{HAN}|{HAN} ?\((?!\))|\([^()]*{HAN}[^()]*\)|{HAN}\.(?: |$)"
)
"""A half-width mark beside a Chinese character, or brackets of that kind around or after one."""
AS_WRITTEN = re.compile(r"`[^`]*`|error:\{text\}|[a-z]+:(?:代码|度量@单位)|LN\([^)]*\)")
"""What a reader is to type into a file or a formula."""
TECHNICAL = {
    "audit/guards",
    "audit/services.py",
    "charts/definition.py",
    "registry/importing/cells.py",
    "registry/models/verification.py",
    "serving.py",
    "audit/management",
    "facts/management",
    "facts/services/figure_rebuild.py",
    "registry/changes/as_of.py",
    "registry/changes/overlay.py",
    "returns/services/bulk_entry.py",
    "evaluations/what_if/text.py",
    "site/bulk_rows.py",
    "site/environment.py",
}
"""SQL, YAML, logs, what the command tells an operator, and texts that the log keeps in no language."""
JOINS = re.compile(r"^(?:: |, |; | ?\((?!\)))")
OUTSIDE = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{#.*?#\}", re.S
)
IN_TEMPLATE = re.compile(r"(?:\}\}|%\})(?:[:,;](?=\s)|\s*\((?!\)))|>\s*\(\{[{%]")
"""A mark after a value or tag, a bracket after one or at the beginning of an element."""


def half_width(text: str) -> bool:
    return bool(HALF_WIDTH.search(AS_WRITTEN.sub("", text)))


def test_the_rule_sees_what_it_is_for():
    assert all(
        half_width(text)
        for text in (
            "数据依据: 填报值",
            "2023-G01（公示中）:已定级",
            "草案 (已定级)",
            "科技局平台科, 2024-05-13",
            "依据(试行)",
        )
    )
    assert not any(
        half_width(text)
        for text in (
            "数据依据：填报值",
            "共 3 家，见 `a, b`",
            "error:{text} 没有单位",
            "12:30 前",
            "R&D（试行）",
        )
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_the_catalogues_have_chinese_marks(path: Path):
    found = []
    for entry in sentences_of(path):
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        found += [text for text in texts if half_width(text)]
    assert not found


def test_templates_leave_the_marks_to_the_language():
    """`{% colon %}`, `{% comma %}`, `|in_brackets` stand where a sentence of the catalogue does not."""
    found = {}
    for path in sorted(WEB.rglob("*.html")):
        text = OUTSIDE.sub("", path.read_text(encoding="utf-8"))
        if marks := [text[m.start() - 40 : m.end() + 20] for m in IN_TEMPLATE.finditer(text)]:
            found[str(path.relative_to(WEB))] = marks
    assert not found


def joined_by_hand(nodes: Iterable[ast.AST]) -> list[int]:
    """Lines of f-strings that put a half-width mark between two values."""
    lines = []
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            for before, part in zip(node.values, node.values[1:], strict=False):
                follows = isinstance(before, ast.FormattedValue) and isinstance(part, ast.Constant)
                if follows and JOINS.match(str(part.value)):
                    lines.append(node.lineno)
    return lines


def test_code_leaves_the_marks_to_the_language():
    """Texts for readers are put together by `keqiao.web.site.punctuation`."""
    found = {}
    for path in files(WEB):
        inner = path.relative_to(WEB).as_posix()
        if any(inner.startswith(part) for part in TECHNICAL):
            continue
        if lines := joined_by_hand(nodes_of(path)):
            found[inner] = lines
    assert not found


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (*texts_in(key), *texts_in(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in texts_in(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", ["facts/measures.yaml", "returns/checks.yaml"])
def test_measures_and_checks_have_chinese_marks(name: str):
    """Documents with a fingerprint keep the text that runs were computed by."""
    assert not [
        text for text in texts_in(yaml.safe_load((WEB / name).read_text("utf-8"))) if half_width(text)
    ]
