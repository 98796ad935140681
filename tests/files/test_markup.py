"""XML from outside: pulled, without entities, bounded; packages likewise."""

from __future__ import annotations

import io
import zipfile

import pytest

from keqiao.files import markup, packages
from keqiao.files.markup import Elements, MarkupError
from keqiao.files.packages import Package
from keqiao.files.problems import FileProblem


def names(content: bytes, most: int = 10**9) -> list[str]:
    found: list[str] = []
    Elements(lambda name, _attributes: found.append(name)).read(io.BytesIO(content), most)
    return found


def test_elements_without_their_prefixes():
    assert names(b"<x:a xmlns:x='u'><x:b/></x:a>") == ["a", "b"]
    assert names("<甲><乙/></甲>".encode("utf-16")) == ["甲", "乙"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"<a><b></a>",
        b"<" * 100_000,
        b"<!DOCTYPE a><a/>",
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        b"<?xml version='1.0' encoding='nonsense'?><a/>",
        b"<?xml version='1.0' encoding='gb18030'?><a/>",
        b"<a>" * 100_000 + b"</a>" * 100_000,
        b"<a b='" + b"x" * (markup.LONGEST_TOKEN + 4 * markup.BLOCK) + b"'/>",
    ],
)
def test_what_is_not_well_formed_or_beyond_the_bounds(content):
    with pytest.raises(MarkupError):
        names(content)


def test_bytes_and_elements_are_bounded(monkeypatch):
    with pytest.raises(MarkupError):
        names(b"<a>" + b" " * 10_000 + b"</a>", most=1_000)
    pull = Elements(lambda _name, _attributes: None)
    pull.most_elements = 100
    with pytest.raises(MarkupError):
        pull.read(io.BytesIO(b"<a>" + b"<b/>" * 100_000 + b"</a>"), 10**9)


def packed(path, *parts, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def test_a_package_that_unpacks_to_too_much(tmp_path, monkeypatch):
    bomb = packed(tmp_path / "a.zip", ("a.xml", b" " * (packages.UNSUSPICIOUS + 1)))
    with pytest.raises(FileProblem, match="unpacks"):
        Package(bomb)
    monkeypatch.setattr(packages, "MOST_PARTS", 3)
    with pytest.raises(FileProblem):
        Package(packed(tmp_path / "b.zip", *((f"{n}.xml", b"") for n in range(4))))


def test_parts_are_found_whatever_their_case(tmp_path):
    with Package(packed(tmp_path / "a.zip", ("XL\\Workbook.XML", b"<a/>"))) as package:
        assert package.find("/xl/workbook.xml") == package.names[0]
        package.pull(package.names[0], lambda name, _attributes: None)
        assert package.find("xl/other.xml") is None


def test_a_damaged_part_ends_in_words(tmp_path):
    path = packed(tmp_path / "a.zip", ("a.xml", b"<a/>" + bytes(range(200)) * 50))
    content = bytearray(path.read_bytes())
    content[60:90] = b"\0" * 30
    path.write_bytes(content)
    with Package(path) as package, pytest.raises(FileProblem, match="damaged"):
        package.pull("a.xml", lambda _name, _attributes: None)
