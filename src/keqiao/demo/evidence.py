"""Small evidence files for the demonstration: one-page PDFs that say what they are and that they are 演示数据.

The Chinese font is one of the standard ones that PDF viewers bring (STSong-Light), so that nothing is embedded.
"""

from __future__ import annotations

from .plan import PLANS

_NAMES = {plan.code: plan.name for plan in PLANS}
_KINDS = {
    "audit": ("审计报告", "B"),
    "tax": ("完税证明汇总", "A"),
    "work": ("工作台账", "C"),
    "insurance": ("社会保险参保证明", "B"),
    "survey": ("服务满意度调查报告", "B"),
    "review": ("专家评审表", "C"),
    "patents": ("发明专利授权通知书", "A"),
    "users": ("用户应用证明", "C"),
}


def title_of(key: str) -> tuple[str, str]:
    """Title and grade of the file ``key``, such as ``audit-P01-2023`` or ``survey-2023``."""
    kind, *rest = key.split("-")
    name, grade = _KINDS[kind]
    who = next((_NAMES[part] for part in rest if part in _NAMES), "示范市")
    year = next((f"{part}年度" for part in rest if part.isdigit()), "")
    return f"{who}{year}{name}（演示数据）", grade


def pdf(key: str, lines: list[str]) -> bytes:
    """A one-page PDF with a title and lines of text; the same input gives the same bytes."""
    title, _ = title_of(key)
    operators = [f"BT /F1 18 Tf 60 780 Td {_hex(title)} Tj ET"]
    for i, line in enumerate(["本文件为演示数据，不对应任何真实单位。", *lines[:34]]):
        operators.append(f"BT /F1 11 Tf 60 {745 - 20 * i} Td {_hex(line)} Tj ET")
    content = "\n".join(operators).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _hex(text: str) -> str:
    """Text as a hexadecimal string in UCS-2, as the encoding UniGB-UCS2-H reads it."""
    return f"<{text.encode('utf-16-be').hex().upper()}>"
