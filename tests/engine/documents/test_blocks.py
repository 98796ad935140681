"""One structure, two writers: neither lets a text break out of its place."""

from typing import Annotated

from keqiao.engine.documents import (
    Bullets,
    HeadingBlock,
    Label,
    ParagraphBlock,
    Part,
    TableBlock,
    html,
    markdown,
    outline,
)
from keqiao.engine.documents.blocks import RowBlock
from keqiao.language import Bilingual

BLOCKS = [
    HeadingBlock("Title", 1),
    ParagraphBlock(("One.", "Two.")),
    ParagraphBlock(("A1 name",), strong=True),
    Bullets(("a < b", "c")),
    TableBlock(
        ("code", "name", "points"),
        (RowBlock(("A", "Branch", "60"), strong=True), RowBlock(("A1", "x|y", "40"), depth=1)),
        frozenset({2}),
    ),
]


def test_markdown():
    assert markdown(BLOCKS) == "\n".join(
        [
            "# Title",
            "",
            "One.",
            "Two.",
            "",
            "**A1 name**",
            "",
            "- a < b",
            "- c",
            "",
            "| code | name | points |",
            "| --- | --- | ---: |",
            "| A | **Branch** | 60 |",
            "| A1 | 　x∣y | 40 |",
        ]
    )


def test_html_escapes_and_nests():
    text = html(BLOCKS)
    assert "<h2>Title</h2>" in text
    assert "<p>One.<br>Two.</p>" in text
    assert "<li>a &lt; b</li>" in text
    assert "<strong>Branch</strong>" in text
    assert "<script>" not in html(
        [ParagraphBlock(("<script>",)), HeadingBlock("<script>"), Bullets(("<script>",))]
    )


class Inner(Part):
    code: str
    name: Bilingual


class Outer(Part):
    days: Annotated[int, Label("days until <due>")]
    shown: bool = True
    parts: Annotated[tuple[Inner, ...], Label("Parts")] = ()
    words: dict[str, str] = {}


def test_any_document_in_words_by_its_labels():
    document = Outer(days=3, parts=(Inner(code="a", name=Bilingual(zh="甲", en="First")),), words={"k": "v"})
    english = markdown(outline(document, "en"))
    assert "| days until <due> | 3 |" in english
    assert "| shown | yes |" in english
    assert "## Parts" in english and "| a | First |" in english and "| k | v |" in english
    assert "| a | 甲 |" in markdown(outline(document, "zh"))
