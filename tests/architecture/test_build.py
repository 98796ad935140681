"""The build steps: dependencies from the lists of requirements, translations compiled, nothing done twice."""

import importlib.util
from gettext import GNUTranslations
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
assert _spec and _spec.loader
hatch_build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hatch_build)

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Platform"
msgstr "科创平台"

#, fuzzy
msgid "Unsure"
msgstr "未定"
"""


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "src/keqiao/web/room/locale/zh_Hans/LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "django.po"
    path.write_text(PO, encoding="utf-8")
    return path


def test_dependencies_come_without_comments_and_options(tmp_path):
    path = tmp_path / "engine.in"
    path.write_text("# why\n-r other.in\n\npolars>=2.1  # frames\npsycopg[binary]>=3.2\n", encoding="utf-8")
    assert hatch_build.read_requirements(path) == ["polars>=2.1", "psycopg[binary]>=3.2"]
    assert len(hatch_build.read_requirements(ROOT / "requirements/engine.in")) > 10


def test_translations_are_compiled_once_and_again_after_a_change(catalogue, tmp_path):
    assert hatch_build.compile_messages(tmp_path) == [catalogue.with_suffix(".mo")]
    with catalogue.with_suffix(".mo").open("rb") as stream:
        texts = GNUTranslations(stream)
    assert texts.gettext("Platform") == "科创平台"
    # What a translator marked as uncertain is not shown.
    assert texts.gettext("Unsure") == "Unsure"
    assert hatch_build.compile_messages(tmp_path) == []
    catalogue.write_text(PO.replace("科创平台", "平台"), encoding="utf-8")
    assert hatch_build.compile_messages(tmp_path) == [catalogue.with_suffix(".mo")]


@pytest.mark.parametrize("content", [b"no catalogue at all\n", b'msgid "a"\nmsgstr "\xff\xfe"\n'])
def test_a_broken_catalogue_is_named(catalogue, tmp_path, content):
    catalogue.write_bytes(content)
    with pytest.raises(hatch_build.BuildError, match=r"room/locale/zh_Hans"):
        hatch_build.compile_messages(tmp_path)


def test_a_finished_bundle_is_not_built_again(monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("node was started")

    monkeypatch.setattr(hatch_build, "_run_node", refuse)
    assert hatch_build.bundle_front_end(ROOT) is False


def test_a_changed_source_or_a_lost_file_asks_for_a_new_bundle(tmp_path):
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    for name in (*hatch_build.BUNDLE_FILES, hatch_build.STAMP):
        (bundle / name).write_text("digest\n", encoding="ascii")
    assert hatch_build._is_current(bundle, "digest")
    assert not hatch_build._is_current(bundle, "another")
    (bundle / "app.js").unlink()
    assert not hatch_build._is_current(bundle, "digest")
