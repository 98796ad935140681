"""The folder of an index follows changes, is whole after its writer was killed, and is rewritten where it has to be."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples, exploring

from keqiao.engine.matching import IndexBusyError, IndexFolder, Lexicon, Matcher, Profile, ProfileMatcher

LEXICON = Lexicon()
SUBJECTS = ("锂离子电池电解液", "不锈钢钝化工艺", "低空飞行器导航", "duplex steel welding", "智能电网储能")
NEED = Profile("N", "锂离子电池 不锈钢 steel 导航 储能", conditions={"trl": 6.0})


def profile(key: str, subject: int) -> Profile:
    return Profile(key, SUBJECTS[subject], "", {"trl": float(subject + 4)})


def candidates(folder: IndexFolder, profiles: dict[str, Profile]) -> list[tuple[str, float]]:
    index = folder.opened()
    assert index is not None
    matcher = ProfileMatcher(
        index, LEXICON, lambda keys: {key: profiles[key] for key in keys if key in profiles}
    )
    return [(candidate.key, candidate.score) for candidate in matcher.candidates(NEED, 50)]


changes = st.lists(
    st.lists(st.tuples(st.sampled_from("ABCDEF"), st.one_of(st.none(), st.integers(0, 4))), max_size=4),
    min_size=1,
    max_size=5,
)


@settings(max_examples=examples(30))
@given(changes)
def test_after_any_changes_it_finds_what_an_index_of_the_present_profiles_finds(
    tmp_path_factory: pytest.TempPathFactory, writes: list[list[tuple[str, int | None]]]
) -> None:
    folder = IndexFolder(tmp_path_factory.mktemp("index"), LEXICON)
    present: dict[str, Profile] = {}
    for number, write in enumerate(writes):
        last = dict(write)
        changed = [profile(key, subject) for key, subject in last.items() if subject is not None]
        folder.write(changed, [key for key, subject in last.items() if subject is None], str(number))
        present |= {entry.key: entry for entry in changed}
        present = {key: entry for key, entry in present.items() if last.get(key, 0) is not None}
        assert folder.mark == str(number)
        wanted = [(c.key, c.score) for c in Matcher(present.values(), LEXICON).candidates(NEED, 50)]
        # Rarities count what was taken out until segments are merged; so the order may differ until then.
        assert {key for key, _ in candidates(folder, present)} == {key for key, _ in wanted}
    folder.rewrite(present.values(), "anew")
    assert candidates(folder, present) == wanted


def test_what_may_not_be_seen_is_left_out_and_the_next_take_its_place(tmp_path: Path) -> None:
    folder = IndexFolder(tmp_path, LEXICON)
    profiles = {f"K{number:03}": profile(f"K{number:03}", 0) for number in range(120)}
    folder.rewrite(profiles.values(), "1")
    index = folder.opened()
    assert index is not None
    visible = {key: entry for key, entry in profiles.items() if key >= "K110"}
    matcher = ProfileMatcher(
        index, LEXICON, lambda keys: {key: visible[key] for key in keys if key in visible}
    )
    ranked = matcher.candidates(Profile("N", "锂离子电池"), 5)
    assert [candidate.key for candidate in ranked] == ["K110", "K111", "K112", "K113", "K114"]


def test_another_process_sees_a_write(tmp_path: Path) -> None:
    writer, reader = IndexFolder(tmp_path, LEXICON), IndexFolder(tmp_path, LEXICON)
    assert reader.opened() is None
    assert reader.mark is None
    writer.write([profile("A", 0)], [], "1")
    assert reader.mark == "1"
    first = reader.opened()
    assert first is not None
    assert len(first) == 1
    assert reader.opened() is first
    writer.write([profile("B", 1)], ["A"], "2")
    assert [key for key, _ in candidates(reader, {key: profile(key, 1) for key in "AB"})] == ["B"]


def test_two_writers_at_once_are_refused(tmp_path: Path) -> None:
    folder = IndexFolder(tmp_path, LEXICON)

    def one_by_one() -> list[Profile]:
        with pytest.raises(IndexBusyError):
            IndexFolder(tmp_path, LEXICON).write([profile("B", 1)], [], "2")
        return [profile("A", 0)]

    class Changes:
        def __iter__(self):  # type: ignore[no-untyped-def]
            return iter(one_by_one())

    folder.write(Changes(), [], "1")
    assert folder.mark == "1"


def test_a_damaged_folder_is_no_index_and_is_written_anew(tmp_path: Path) -> None:
    folder = IndexFolder(tmp_path, LEXICON)
    folder.write([profile("A", 0)], [], "1")
    (meta,) = tmp_path.rglob("meta.json")
    meta.write_text("{", encoding="utf-8")
    assert IndexFolder(tmp_path, LEXICON).opened() is None
    folder.rewrite([profile("B", 1)], "2")
    assert [key for key, _ in candidates(folder, {"B": profile("B", 1)})] == ["B"]


def test_a_dictionary_with_other_words_has_an_index_of_its_own(tmp_path: Path) -> None:
    IndexFolder(tmp_path, LEXICON).write([profile("A", 0)], [], "1")
    other = IndexFolder(tmp_path, Lexicon(compounds=("钝化工艺",)))
    assert other.mark is None
    other.rewrite([profile("A", 0)], "1")
    assert IndexFolder(tmp_path, LEXICON).mark is None


WRITER = """
import sys
from pathlib import Path
from keqiao.engine.matching import IndexFolder, Lexicon, Profile
folder = IndexFolder(Path(sys.argv[1]), Lexicon())
for number in range(int(sys.argv[2]), 100_000):
    folder.write([Profile("A", f"steel{number}"), Profile(f"K{number % 7}", f"steel{number}")], [], str(number))
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_a_whole_index_and_no_lock(tmp_path: Path) -> None:
    """At a random moment of writing, 10 times (100 to explore): the profiles are those of one write, and the mark is
    that write or the one before."""
    draw = random.Random(7)
    folder = IndexFolder(tmp_path, LEXICON)
    for _ in range(100 if exploring() else 10):
        start = int(folder.mark or -1) + 1
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(start)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline()
            time.sleep(draw.uniform(0, 0.15))
            process.send_signal(signal.SIGKILL)
        index, mark = folder.opened(), int(folder.mark or -1)
        assert index is not None
        assert mark >= start
        state = next(
            number for number in (mark + 1, mark) if index.search({f"steel{number}": 1.0}, 1, {"title": 1.0})
        )
        expected = {"A": state} | {f"K{number % 7}": number for number in range(max(0, state - 6), state + 1)}
        for key, number in expected.items():
            assert key in {hit.key for hit in index.search({f"steel{number}": 1.0}, 9, {"title": 1.0})}
        assert len(index) == len(expected)
