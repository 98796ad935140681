"""Tests stand where a reader looks for them: tests/<room>/test_<subject>.py for src/keqiao/…/<room>."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "keqiao"
TESTS = ROOT / "tests"
FORBIDDEN = {"utils", "helpers", "misc", "manager", "common"}


def test_each_folder_of_tests_mirrors_a_room():
    """tests/engine/schemes ↔ src/keqiao/engine/schemes."""
    rooms = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*") if path.is_dir()}
    rooms |= {"web/demo", "cli", "web/site/rooms"}  # the last holds a small room that tests add
    for folder in {path.parent for path in TESTS.rglob("test_*.py")}:
        name = folder.relative_to(TESTS).as_posix()
        if name.split("/")[0] in {"architecture", "browser", "drills"}:
            continue
        assert name in rooms, f"{name} mirrors no room of src/keqiao"


def test_each_room_has_tests():
    """A room with Python code and no test is a room nobody dares to change."""
    for parent in ("engine", "web"):
        for room in (path for path in (SOURCE / parent).iterdir() if (path / "__init__.py").exists()):
            assert list((TESTS / parent / room.name).glob("test_*.py")), f"{parent}/{room.name} has no tests"


def test_names_say_what_is_inside():
    """No drawer for odds and ends."""
    found = [path for path in SOURCE.rglob("*.py") if path.stem in FORBIDDEN or path.parent.name in FORBIDDEN]
    assert not found


def test_modules_stay_short():
    """A module that outgrows 450 lines has two subjects."""
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert not long
