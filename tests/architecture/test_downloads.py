"""Files leave by one way, ``site/downloads.py``: audited, safely named, inert in the browser."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import pytest
from tests.sources import WEB, files, nodes_in, nodes_of

THE_WAY = WEB / "site" / "downloads.py"
PAGES = ("text/html", "text/plain", "application/json")


def ways_round(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Each place of a module that answers a file by itself."""
    for node in nodes:
        if isinstance(node, ast.Constant) and node.value == "Content-Disposition":
            yield f"line {node.lineno}: Content-Disposition"
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in {"FileResponse", "StreamingHttpResponse"}:
            yield f"line {node.lineno}: {name}"
        if not name.startswith("HttpResponse"):
            continue
        kinds = [word.value for word in node.keywords if word.arg == "content_type"] + node.args[1:2]
        for kind in kinds:
            text = kind.value if isinstance(kind, ast.Constant) else None
            if text is None or not str(text).startswith(PAGES):
                yield f"line {node.lineno}: {name} of a media type"


def test_files_are_answered_by_send_file_only() -> None:
    found = [
        f"{path.relative_to(WEB)}, {place}"
        for path in files(WEB)
        if path != THE_WAY
        for place in ways_round(nodes_of(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "FileResponse(stream)",
        "http.StreamingHttpResponse(lines)",
        "HttpResponse(content, content_type=EXCEL)",
        'HttpResponse(content, "text/csv")',
        'response.headers["Content-Disposition"] = "attachment"',
    ],
)
def test_the_check_sees_each_way_round(line: str) -> None:
    assert list(ways_round(nodes_in(line)))


@pytest.mark.parametrize("line", ["HttpResponse(status=204)", 'HttpResponse(html, content_type="text/html")'])
def test_pages_are_no_files(line: str) -> None:
    assert not list(ways_round(nodes_in(line)))
