"""Background work is stopped from its page: what waits at once, what runs at its next report."""

import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect


def changed(home: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(home / "keqiao.sqlite3", timeout=60)) as database, database:
        database.execute(statement, values)


def a_job(home: Path, state: str) -> str:
    """A job of the officer that no worker of this city takes: of a kind that nobody declares, or held by another."""
    number = uuid.uuid4()
    changed(
        home,
        "INSERT INTO jobs_job (uuid, kind, label, question, state, progress, message_template, message_values, "
        "result_url, cancel_requested, inputs, worker, lease_until, attempt, acted, acted_at, created_at, owner_id) "
        "SELECT ?, 'nobody.takes_it', '测试任务', '', ?, 30, '', '{}', '', 0, '{}', 'elsewhere', '2099-01-01', 1, 0, "
        "'', '2026-01-01', id FROM accounts_user WHERE username = 'officer'",
        number.hex,
        state,
    )
    return str(number)


def test_work_is_stopped_from_its_page(signed_in: Callable[..., Page], home: Path) -> None:
    page = signed_in("officer")
    state, button = page.locator("#job-state"), page.locator("#job-state").get_by_role("button", name="取消")

    page.goto(f"/jobs/{a_job(home, 'waiting')}/")
    button.click()
    expect(state).to_contain_text("已取消")
    expect(button).to_have_count(0)

    running = a_job(home, "running")
    page.goto(f"/jobs/{running}/")
    expect(state).to_contain_text("30%")
    button.click()
    expect(state).to_contain_text("即将停止")
    expect(button).to_have_count(0)
    stopped = "UPDATE jobs_job SET state = 'cancelled', finished_at = '2026-01-02' WHERE uuid = ?"
    changed(home, stopped, running.replace("-", ""))
    expect(state).to_contain_text("已取消")  # the page asks by itself
    expect(state).not_to_contain_text("即将停止")
