"""What is shipped has a licence that lets us ship it: packages of the lock files, and those of the front end."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOOD = re.compile(
    r"\b(MIT|MIT-0|BSD|0BSD|Apache|MPL|Mozilla|LGPL|Lesser General|ISC|PSF|Python Software|HPND|CC0|Zlib|Unlicense|"
    r"Public Domain|BlueOak|Permission is hereby granted, free of charge)\b",
    re.I,
)
BAD = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public", re.I)


def shipped() -> list[str]:
    """The packages of runtime.lock and dask.lock that are installed here (those of other systems are not)."""
    names = set()
    for lock in ("runtime", "dask"):
        text = (ROOT / "requirements" / f"{lock}.lock").read_text()
        names |= set(re.findall(r"^([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==", text, re.M))
    return sorted(names)


def licence_of(name: str) -> str | None:
    """What the metadata of a package says; None where it is not installed."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    said = [about.get("License-Expression"), *(about.get_all("Classifier") or [])]
    said = [text for text in said if text and (text == said[0] or text.startswith("License"))]
    return " ".join(said) or (about.get("License") or "")[:300] or _text_of(name)


def _text_of(name: str) -> str:
    """The beginning of the licence that a package brings, where its metadata names none."""
    texts = [path for path in distribution(name).files or [] if "licen" in path.name.lower()]
    return str(texts[0].read_text())[:400] if texts else ""


def test_packages_of_the_product():
    wrong = {}
    for name in shipped():
        licence = licence_of(name)
        if licence is not None and not (GOOD.search(licence) and not BAD.search(GOOD.sub("", licence))):
            wrong[name] = licence
    assert wrong == {}


def test_packages_of_the_front_end():
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    licences = {
        path: str(about.get("license")) for path, about in packages.items() if path and not about.get("dev")
    }
    assert licences
    assert {path: licence for path, licence in licences.items() if not GOOD.search(licence)} == {}


@pytest.mark.parametrize(
    ("licence", "good"), [("GPL-3.0-only", False), ("LGPL-2.1", True), ("AGPL-3.0", False)]
)
def test_the_patterns_tell_one_from_the_other(licence, good):
    assert bool(GOOD.search(licence) and not BAD.search(GOOD.sub("", licence))) is good
