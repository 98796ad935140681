"""A text in plain words as structure: headings, paragraphs, bullets and tables, and their two writers.

What explains a document gives blocks; the command writes them as Markdown, a page as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class HeadingBlock:
    """A heading; ``level`` 1 is the title of the document."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class ParagraphBlock:
    """Sentences, each on a line of its own; ``strong`` is what stands out without being a heading."""

    lines: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class RowBlock:
    """A row of a table: its cells as texts; ``depth`` indents the ``indented`` cell, ``strong`` makes it stand out."""

    cells: tuple[str, ...]
    depth: int = 0
    strong: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table with its heads; columns of ``figures`` (positions from 0) stand to the right.

    ``named`` is the column that rows indent and stress.
    """

    heads: tuple[str, ...]
    rows: tuple[RowBlock, ...]
    figures: frozenset[int] = frozenset()
    named: int = 1


Block = HeadingBlock | ParagraphBlock | Bullets | TableBlock


def paragraph(*lines: str) -> ParagraphBlock:
    """A paragraph of these sentences."""
    return ParagraphBlock(lines)


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]], figures: Iterable[int] = ()) -> TableBlock:
    """A table of plain rows."""
    return TableBlock(tuple(heads), tuple(RowBlock(tuple(row)) for row in rows), frozenset(figures), 0)


def markdown(blocks: Iterable[Block]) -> str:
    """The blocks as Markdown, a blank line between two of them; no line break at the end."""
    return "\n\n".join("\n".join(_markdown_lines(block)) for block in blocks)


def _markdown_lines(block: Block) -> list[str]:
    match block:
        case HeadingBlock():
            return [f"{'#' * block.level} {block.text}"]
        case ParagraphBlock():
            return [f"**{line}**" for line in block.lines] if block.strong else list(block.lines)
        case Bullets():
            return [f"- {item}" for item in block.items]
        case TableBlock():
            rules = ["---:" if at in block.figures else "---" for at in range(len(block.heads))]
            rows = [_markdown_cells(block, row) for row in block.rows]
            return [f"| {' | '.join(cells)} |" for cells in (list(block.heads), rules, *rows)]


def _markdown_cells(block: TableBlock, row: RowBlock) -> list[str]:
    # A bar would end the cell, a line break the row.
    cells = [cell.replace("|", "∣").replace("\n", " ") for cell in row.cells]
    if row.strong and cells[block.named]:
        cells[block.named] = f"**{cells[block.named]}**"
    cells[block.named] = "　" * row.depth + cells[block.named]
    return cells


def html(blocks: Iterable[Block], top: int = 2) -> str:
    """The blocks as HTML, every text escaped; a heading of level 1 becomes ``<h{top}>`` of the page around it."""
    return "\n".join(_html_block(block, top) for block in blocks)


def _html_block(block: Block, top: int) -> str:
    match block:
        case HeadingBlock():
            level = min(block.level + top - 1, 6)
            return f"<h{level}>{escape(block.text)}</h{level}>"
        case ParagraphBlock():
            words = "<br>".join(escape(line) for line in block.lines)
            return f"<p><strong>{words}</strong></p>" if block.strong else f"<p>{words}</p>"
        case Bullets():
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"
        case TableBlock():
            return _html_grid(block)


def _html_grid(block: TableBlock) -> str:
    side = ["text-end" if at in block.figures else "" for at in range(len(block.heads))]

    def opened(tag: str, at: int, *more: str) -> str:
        names = " ".join(name for name in (side[at], *more) if name)
        return f'<{tag} class="{names}">' if names else f"<{tag}>"

    heads = "".join(f"{opened('th', at)}{escape(head)}</th>" for at, head in enumerate(block.heads))
    rows = []
    for row in block.rows:
        cells = []
        for at, cell in enumerate(row.cells):
            named = at == block.named
            words = f"<strong>{escape(cell)}</strong>" if named and row.strong and cell else escape(cell)
            indent = f"ps-{min(row.depth + 1, 5)}" if named and row.depth else ""
            cells.append(f"{opened('td', at, indent)}{words}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<div class="table-responsive"><table class="table table-sm"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
