"""An index in a folder: shared by processes, whole whatever is killed."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples, exploring

from keqiao.engine.matching import IndexMatcher, Lexicon, Matcher, Profile, TextIndex, analyzer_of

LEXICON = Lexicon()
ANALYZER = analyzer_of(LEXICON.words)
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


WRITER = """
import sys
from pathlib import Path
from keqiao.engine.matching import Lexicon, Profile, TextIndex, analyzer_of
index = TextIndex(analyzer_of((Lexicon()).words), folder=Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 1000):
    keys = [str(key) for key in range(30)]
    profiles = [Profile(key, f"电解液 {key}") for key in keys]
    index.change(profiles, stamps=dict.fromkeys(keys, str(number)))
    sys.stdout.write(".")
    sys.stdout.flush()
"""


def test_a_process_that_is_killed_leaves_a_whole_version_and_the_next_goes_on(tmp_path: Path) -> None:
    TextIndex(ANALYZER, folder=tmp_path).change(version(0)[0], stamps=version(0)[1])
    draw, reached = random.Random(7), 0
    for _ in range(100 if exploring() else 10):
        # A process of its own, not a fork: one of a process with threads may wait for ever.
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(reached + 1)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stdout.read(1), "it gave up by itself"
            time.sleep(draw.uniform(0, 0.2))
            child.kill()
        stamps = TextIndex(ANALYZER, folder=tmp_path).stamps()
        assert set(stamps) == set(KEYS)
        (version_reached,) = set(stamps.values())  # one, or it is half of a version
        assert int(version_reached) > reached
        reached = int(version_reached)


SUBJECTS = ("锂离子电池电解液", "不锈钢钝化工艺", "低空飞行器导航", "duplex steel welding", "智能电网储能")
NEED = Profile("N", "锂离子电池 不锈钢 steel 导航 储能", conditions={"trl": 6.0})
changes = st.lists(
    st.dictionaries(st.sampled_from("ABCDEF"), st.none() | st.integers(0, 4), max_size=4),
    min_size=1,
    max_size=4,
)


def ranked(
    index: TextIndex, visible: dict[str, Profile], need: Profile, most: int
) -> list[tuple[str, float]]:
    """Keys and scores of those who see these profiles only."""
    matcher = IndexMatcher(index, LEXICON, lambda keys: {key: visible[key] for key in keys if key in visible})
    return [(candidate.key, candidate.score) for candidate in matcher.candidates(need, most)]


@settings(max_examples=examples(20))
@given(changes)
def test_after_any_changes_it_finds_what_an_index_of_the_present_profiles_finds(
    tmp_path_factory: pytest.TempPathFactory, writes: list[dict[str, int | None]]
) -> None:
    index = TextIndex(ANALYZER, folder=tmp_path_factory.mktemp("index"))
    present: dict[str, Profile] = {}
    for write in writes:
        for key, subject in write.items():
            present.pop(key, None)
            if subject is not None:
                present[key] = Profile(key, SUBJECTS[subject], "", {"trl": float(subject + 4)})
        changed = [present[key] for key in write if key in present]
        index.change(changed, gone=write.keys() - present.keys(), stamps={})
        wanted = [(c.key, c.score) for c in Matcher(present.values(), LEXICON).candidates(NEED, 50)]
        # Rarities count what was taken out until segments are merged, so the order may differ until then.
        assert sorted(key for key, _ in ranked(index, present, NEED, 50)) == sorted(key for key, _ in wanted)
    index.change(present.values(), anew=True)
    assert ranked(index, present, NEED, 50) == wanted


def test_what_may_not_be_seen_is_left_out_and_the_next_take_its_place(tmp_path: Path) -> None:
    profiles = {f"K{number:03}": Profile(f"K{number:03}", SUBJECTS[0]) for number in range(120)}
    index = TextIndex(ANALYZER, folder=tmp_path)
    index.change(profiles.values())
    visible = {key: profile for key, profile in profiles.items() if key >= "K110"}
    best = ranked(index, visible, Profile("N", "锂离子电池"), 5)
    assert [key for key, _ in best] == ["K110", "K111", "K112", "K113", "K114"]


def test_conditions_are_judged_as_they_are_loaded(tmp_path: Path) -> None:
    """The index may be older, or hold words of another language."""
    index = TextIndex(ANALYZER, folder=tmp_path)
    index.change([Profile("A", SUBJECTS[0], "", {"kind": "技术", "trl": 3.0})])
    loaded = {"A": Profile("A", SUBJECTS[0], "", {"kind": "Technology", "trl": 7.0})}
    need = Profile("N", "锂离子电池", conditions={"kind": "Technology", "trl": 6.0})
    (best,) = IndexMatcher(index, LEXICON, lambda keys: {key: loaded[key] for key in keys}).candidates(
        need, 3
    )
    assert {str(verdict.state) for verdict in best.verdicts} == {"met"}
