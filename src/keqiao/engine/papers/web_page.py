"""An official paper as HTML: the body for a page, or a page of its own with fonts in 大, 中 and 小 without a script."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from keqiao.engine.papers.definition import (
    Addressee,
    Attachment,
    AttachmentList,
    Document,
    DocumentHeading,
    DocumentTable,
    PaperPicture,
    Paragraph,
    Part,
    Signature,
    Subtitle,
    TextSpan,
    numeral,
)

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>%(title)s</title><style>
body{max-width:44rem;margin:2rem auto;padding:0 1rem;font-family:FangSong,"Noto Serif CJK SC",serif;line-height:1.8}
h1{text-align:center;font-size:1.4em}h2,h3{font-size:1em;margin:.5em 0 .5em 2em}h2{font-family:SimHei,sans-serif}
h3{font-family:KaiTi,serif;font-weight:normal}p{text-indent:2em;margin:.3em 0}img{max-width:100%%}
.paper-subtitle,figure,.paper-mark{text-align:center;text-indent:0}.paper-sign{text-align:right;text-indent:0}
table{border-collapse:collapse;width:100%%;font-size:.85em;margin:1em 0}td,th{border:1px solid;padding:.2em .4em}
caption{font-family:SimHei,sans-serif}.paper-right{text-align:right}.paper-center{text-align:center}
mark{background:#ff0}#large:checked~main{font-size:1.4rem}#medium:checked~main{font-size:1.15rem}
#small:checked~main{font-size:.95rem}@media print{input,label,span.size{display:none}}
</style></head><body>
<span class="size">字号：</span><input type="radio" name="size" id="large"><label for="large">大</label>
<input type="radio" name="size" id="medium" checked><label for="medium">中</label>
<input type="radio" name="size" id="small"><label for="small">小</label>
<main>%(body)s</main></body></html>
"""


def web_page(document: Document, *, mark: str = "") -> str:
    """The document as a page of its own; the same document gives the same text."""
    return _PAGE % {"title": escape(document.title.replace("\n", "")), "body": body(document, mark=mark)}


def body(document: Document, *, mark: str = "") -> str:
    """The document as mark-up within a page: escaped, without styles, scripts and addresses."""
    return "\n".join(_lines(document, mark))


def _lines(document: Document, mark: str) -> Iterator[str]:
    if mark:
        yield f'<p class="paper-mark">{escape(mark)}</p>'
    yield f"<h1>{'<br>'.join(escape(line) for line in document.title.split(chr(10)))}</h1>"
    counted = [0, 0]
    for part in document.parts:
        if isinstance(part, Attachment):
            counted[:] = [0, 0]
            yield f'<p class="paper-attachment">附件{part.number or ""}</p><h1>{escape(part.title)}</h1>'
        elif isinstance(part, DocumentHeading):
            counted[part.level - 1] += 1
            counted[1] = 0 if part.level == 1 else counted[1]
            number = numeral(counted[part.level - 1])
            lead = f"{number}、" if part.level == 1 else f"（{number}）"
            yield f"<h{part.level + 1}>{lead}{escape(part.text)}</h{part.level + 1}>"
        else:
            yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Paragraph):
        yield f"<p>{''.join(_span(span) for span in part.spans)}</p>"
    elif isinstance(part, Subtitle):
        yield f'<p class="paper-subtitle">{escape(part.text)}</p>'
    elif isinstance(part, Addressee):
        yield f'<p class="paper-addressee">{escape(part.text)}</p>'
    elif isinstance(part, DocumentTable):
        yield from _table(part)
    elif isinstance(part, PaperPicture):
        content = base64.b64encode(part.content).decode()
        caption = f"<figcaption>{escape(part.caption)}</figcaption>" if part.caption else ""
        words = escape(part.words or part.caption)
        drawn = f'<img alt="{words}" src="data:image/png;base64,{content}">' if content else ""
        yield f"<figure>{drawn}{caption}</figure>"
    elif isinstance(part, AttachmentList):
        many = len(part.titles) > 1
        titles = [f"{number}. {title}" if many else title for number, title in enumerate(part.titles, 1)]
        yield f"<p>附件：{'<br>'.join(escape(title) for title in titles)}</p>"
    elif isinstance(part, Signature):
        yield f'<p class="paper-sign">{escape(part.by)}<br>{escape(part.day)}</p>'


def _table(table: DocumentTable) -> Iterator[str]:
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    yield f'<div class="table-responsive"><table class="table table-sm paper-table">{caption}'
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    aligned = list(table.align) or ["left"] * len(table.heads)
    for row in table.rows:
        cells = "".join(
            f'<td class="paper-{align}">{_span(cell)}</td>' for align, cell in zip(aligned, row, strict=True)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _span(span: str | TextSpan) -> str:
    if isinstance(span, str):
        return escape(span)
    text = escape(span.text)
    if span.doubtful:
        return f"<mark>{text}</mark>"
    if span.bound:
        text = f'<data value="{escape(span.bound)}">{text}</data>'
    return f"<strong>{text}</strong>" if span.bold else text
