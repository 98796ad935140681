"""Damaged workbooks from a seed: bytes flipped, cut and put in, in the archive and inside its parts; sheets swapped,
columns deleted, values of the wrong kind."""

import io
import random
import re
import zipfile
from collections.abc import Iterator

NASTY = (
    "",
    "#N/A",
    "=1/0",
    "1e999",
    "-1e308",
    "NaN",
    "２０２３－１０",
    "12万元",
    "1,2,3",
    "十二",
    "x" * 40_000,
    "\u202e12",
    "<script>",
    '=HYPERLINK("http://x")',
    "0x1F",
    "9" * 400,
    "12%",
    "True",
    "2023-13-45",
    "'5",
)
TYPES = ("n", "s", "str", "inlineStr", "b", "e", "d", "zz")


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def bytes_damaged(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat or put in a few bytes."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at = chance.randrange(len(changed) or 1)
        way = chance.randrange(5)
        if way == 0 and changed:
            changed[at % len(changed)] ^= 1 << chance.randrange(8)
        elif way == 1:
            del changed[at : at + chance.choice((1, 8, 200))]
        elif way == 2:
            changed[at:at] = chance.randbytes(chance.choice((1, 4, 60)))
        elif way == 3:
            changed[at:at] = changed[at : at + chance.choice((4, 100))]
        else:
            changed = changed[: max(at, 1)] if chance.random() < 0.2 else changed
    return bytes(changed)


def texts_damaged(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """Change what an XML part says and leave it XML: types, references, values, whole cells and rows."""
    name = chance.choice([name for name in parts if name.endswith(".xml")])
    if chance.random() < 0.7:
        name = chance.choice(
            [name for name in parts if "worksheets/sheet" in name or "sharedStrings" in name]
        )
    text = parts[name].decode("utf-8", "replace")
    way = chance.randrange(8)
    if way == 0:
        text = re.sub(
            r'\bt="\w+"', lambda _m: f't="{chance.choice(TYPES)}"', text, count=chance.randrange(1, 9)
        )
    elif way == 1:
        text = re.sub(
            r"<v>[^<]*</v>",
            lambda _m: f"<v>{_plain(chance.choice(NASTY))}</v>",
            text,
            count=chance.randrange(1, 99),
        )
    elif way == 2:
        text = re.sub(r"<t>[^<]*</t>", lambda m: _t(m[0], chance), text)
    elif way == 3:
        text = re.sub(r"<c [^>]*>.*?</c>|<c [^>]*/>", lambda m: "" if chance.random() < 0.2 else m[0], text)
    elif way == 4:
        text = re.sub(r'r="([A-Z]+)(\d+)"', lambda m: _moved(m, chance), text)
    elif way == 5:
        text = re.sub(r"<row [^>]*>.*?</row>", lambda m: m[0] * chance.choice((0, 1, 1, 1, 2)), text)
    elif way == 6:
        text = text.replace(
            "<sheetData>", "<sheetData><row r='99999999'><c r='XFD1048576' t='n'><v>1</v></c></row>", 1
        )
    else:
        text = re.sub(r'(name|sheetId|r:id|Target|Id)="([^"]*)"', lambda m: _renamed(m, chance), text)
    return parts | {name: text.encode("utf-8", "replace")}


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _t(found: str, chance: random.Random) -> str:
    return f"<t>{_plain(chance.choice(NASTY))}</t>" if chance.random() < 0.2 else found


def _moved(found: re.Match[str], chance: random.Random) -> str:
    if chance.random() > 0.05:
        return found[0]
    row = chance.choice((found[2], "0", "1048576", "99999999"))
    return f'r="{chance.choice(("A", "F", "ZZ", "XFD", "AAAA"))}{row}"'


def _renamed(found: re.Match[str], chance: random.Random) -> str:
    return (
        f'{found[1]}="{chance.choice(("x", "", "../../etc/passwd", "9" * 30))}"'
        if chance.random() < 0.2
        else found[0]
    )


def damaged(content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Yield so many damaged copies, the same for the same seed."""
    chance = random.Random(seed)
    parts = parts_of(content)
    names = list(parts)
    for number in range(count):
        way = number % 5
        if way == 0:
            yield bytes_damaged(content, chance)
        elif way == 1:
            name = chance.choice(names)
            yield packed(parts | {name: bytes_damaged(parts[name], chance)})
        elif way == 2:
            one, two = chance.sample([name for name in names if name.endswith(".xml")], 2)
            if chance.random() < 0.5:
                yield packed(parts | {one: parts[two], two: parts[one]})
            else:
                yield packed({name: data for name, data in parts.items() if name != one})
        else:
            yield packed(texts_damaged(parts, chance))
