"""Marks stand right behind the word before them, wherever the formatter breaks the line of a template."""

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from keqiao.web.site.punctuation import listed
from keqiao.web.site.template_loader import Loader


def test_no_blank_stands_before_a_mark(tmp_path, monkeypatch):
    text = "<b>状态</b>\n      {% colon %}好\n  {% comma %}{{ number }} {% semicolon %}x"
    (tmp_path / "sample.html").write_text(text, encoding="utf-8")
    monkeypatch.setattr(Loader, "get_dirs", lambda self: [tmp_path])
    (options,) = settings.TEMPLATES
    assert f"{Loader.__module__}.{Loader.__qualname__}" in str(options["OPTIONS"]["loaders"])
    engine = Engine(
        loaders=[f"{Loader.__module__}.{Loader.__qualname__}"], builtins=options["OPTIONS"]["builtins"]
    )
    with translation.override("zh-hans"):
        assert engine.get_template("sample.html").render(Context({"number": 1})) == "<b>状态</b>：好，1；x"


def test_a_list_that_is_cut_says_so():
    with translation.override("zh-hans"):
        assert listed("甲乙丙", most=3) == "甲、乙、丙"
        assert listed("甲乙丙丁戊", most=3) == "甲、乙、丙等，另有2项"
    with translation.override("en"):
        assert listed("abcd", most=3) == "a, b, c and 1 more"
