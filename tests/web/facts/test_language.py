"""Every text of the registry and of facts has its Chinese."""

import io
from pathlib import Path

import pytest
from babel.messages import extract, pofile
from django.utils.translation.template import templatize

import keqiao.web

KEYWORDS = {
    name: spec
    for names, spec in (
        (("_", "gettext", "gettext_lazy", "gettext_noop"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    )
    for name in names
}


def messages(folder):
    """(Context, text) of every marked text of a room."""
    for path in folder.rglob("*"):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_bytes()
        elif path.suffix == ".html":
            lines = templatize(path.read_text(), origin=str(path)).splitlines()
            source = "\n".join(line.strip() for line in lines).encode()
        else:
            continue
        for _line, message, _comments, context in extract.extract(
            "python", io.BytesIO(source), keywords=KEYWORDS
        ):
            text = message[0] if isinstance(message, tuple) else message
            if text:
                yield context, text


@pytest.mark.parametrize("room", ["registry", "facts"])
def test_every_text_has_its_chinese(room):
    folder = Path(keqiao.web.__path__[0]) / room
    with (folder / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as stream:
        entries = [entry for entry in pofile.read_po(stream) if entry.id]
    catalogue = {(one.context, one.id[0] if isinstance(one.id, tuple) else one.id): one for one in entries}
    texts = set(messages(folder))
    assert texts - set(catalogue) == set()
    assert set(catalogue) - texts == set(), "no longer used"
    assert not [entry.id for entry in catalogue.values() if not entry.string or entry.fuzzy]
