"""An index in a folder: shared by processes, whole whatever is killed."""

import os
import random
import signal
import time
from pathlib import Path

from tests.examples import examples

from keqiao.engine.matching import Analyzer, Profile, TextIndex

ANALYZER = Analyzer()
KEYS = [str(number) for number in range(30)]


def version(number: int) -> tuple[list[Profile], dict[str, str]]:
    """All profiles of one version."""
    return [Profile(key, f"电解液 {key}") for key in KEYS], dict.fromkeys(KEYS, str(number))


def test_another_reader_sees_a_change_after_reloading(tmp_path: Path) -> None:
    writer, reader = (TextIndex(ANALYZER, folder=tmp_path) for _ in range(2))
    writer.change([Profile("1", "低温电解液"), Profile("2", "固态电池")], stamps={"1": "a", "2": "a"})
    reader.reload()
    assert reader.stamps() == {"1": "a", "2": "a"}
    writer.change([Profile("1", "不锈钢")], gone=["2"], stamps={"1": "b"})
    reader.reload()
    assert reader.stamps() == {"1": "b"}
    assert reader.search({"电解": 1.0}, 5, {"title": 1.0}) == []


def test_a_process_that_is_killed_leaves_a_whole_version(tmp_path: Path) -> None:
    TextIndex(ANALYZER, folder=tmp_path).change(version(0)[0], stamps=version(0)[1])
    for _ in range(examples(20)):
        child = os.fork()
        if child == 0:
            index = TextIndex(ANALYZER, folder=tmp_path)
            start = int(next(iter(index.stamps().values())))
            for number in range(start + 1, start + 1000):
                profiles, stamps = version(number)
                index.change(profiles, stamps=stamps)
            os._exit(0)
        time.sleep(random.uniform(0.01, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        stamps = TextIndex(ANALYZER, folder=tmp_path).stamps()
        assert set(stamps) == set(KEYS)
        assert len(set(stamps.values())) == 1, "half of a version"
