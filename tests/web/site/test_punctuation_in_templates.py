"""Marks stand right behind the word before them, wherever the formatter breaks the line of a template."""

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

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
