"""The index follows the database: within a request, past a crash, past a lost folder, in several processes."""

import shutil

import pytest
from django.core.management import CommandError, call_command
from tests.web.exchange.conftest import a_need, published

from keqiao.engine.matching import TextIndex
from keqiao.web.exchange import services, text_index
from keqiao.web.exchange.counterparts import search
from keqiao.web.exchange.models import IndexingTask, Need


def found(exchange, words="磷酸铁锂低温"):
    return [one.posting.code for one in search(exchange.stranger.user, Need, words, 5)]


def test_what_is_published_is_found_and_what_is_closed_is_gone(exchange, need):
    assert found(exchange) == []
    published(exchange, need)
    assert found(exchange) == [need.code]
    services.close(exchange.seeking.user, Need, need.pk, "elsewhere")
    assert found(exchange) == []
    assert text_index.index_of("needs").stamps() == {}


def test_a_changed_text_is_found_by_its_new_words(exchange, need):
    published(exchange, need)
    services.edit(exchange.seeking.user, Need, need.pk, {"title": "不锈钢冷轧板", "body": "表面缺陷检测"})
    assert found(exchange, "不锈钢冷轧板表面缺陷") == [need.code]


def test_a_crash_in_the_writing_loses_nothing(exchange, need, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    published(exchange, need)
    assert IndexingTask.objects.exists()
    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk full"):
        patch.setattr(TextIndex, "change", broken)
        text_index.take_in()
    assert IndexingTask.objects.exists()
    assert found(exchange) == [need.code]
    assert not IndexingTask.objects.exists()


def test_a_lost_or_broken_folder_is_mended(exchange, need, settings):
    published(exchange, need)
    assert found(exchange) == [need.code]
    folder = settings.DATA / "exchange-index" / "needs"
    shutil.rmtree(folder)
    assert found(exchange) == [need.code]
    (folder / "meta.json").write_text("{")
    text_index._open.clear()
    assert found(exchange) == [need.code]


def test_a_process_that_starts_finds_out_what_differs(exchange, need):
    published(exchange, need)
    assert found(exchange) == [need.code]
    Need.objects.filter(pk=need.pk).update(state="closed")  # a restored database leaves no tasks
    text_index._open.clear()
    assert text_index.index_of("needs").stamps() == {}


def test_one_command_writes_it_anew(exchange, need, capsys):
    published(exchange, need)
    published(exchange, a_need(exchange, title="不锈钢冷轧板"))
    call_command("exchange", "--rebuild-index")
    assert "2" in capsys.readouterr().out
    assert len(text_index.index_of("needs")) == 2
    with pytest.raises(CommandError):
        call_command("exchange")
