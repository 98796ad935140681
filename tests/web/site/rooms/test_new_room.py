"""A room that declares itself is there: right, address, navigation, permissions, acts, work, and what it provides."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def visit(tmp_path_factory, migrated):
    """What a process of the product finds that has one room more in its list of rooms."""
    home = tmp_path_factory.mktemp("guests")
    migrated(home)
    environment = os.environ | {
        "KEQIAO_DATA": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.web.site.rooms.settings",
    }
    environment.pop("DATABASE_URL", None)
    if not (home / "keqiao.sqlite3").exists():
        subprocess.run([sys.executable, "-m", "django", "migrate"], env=environment, check=True, timeout=600)
    command = [sys.executable, "-m", "tests.web.site.rooms.visit"]
    done = subprocess.run(command, env=environment, check=False, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_its_right_goes_to_the_roles_it_names(visit):
    assert visit["right"] == "see the guests"
    assert visit["holders"] == ["auditor", "bureau_officer"]


def test_its_entry_stands_in_its_group_for_who_may_open_it(visit):
    assert visit["navigation"] == {"auditor": ["Guest book"], "bureau_officer": ["Guest book"], "leader": []}
    assert visit["group"] == ["Policy"]


def test_its_address_answers_as_its_permissions_say(visit):
    assert visit["answers"] == {"bureau_officer": 200, "auditor": 200, "leader": 403}
    assert visit["permissions"] == {"guests:book": ["bureau_officer", "auditor"]}


def test_the_audit_log_has_words_for_its_acts(visit):
    assert visit["act"] == "welcome a guest"
    assert visit["acts"] == ["Guests"]


def test_its_work_is_done_and_the_rooms_to_its_left_are_told(visit):
    assert visit["daily"]
    assert visit["open_work"] == ["Mr Li"]
