"""A real browser on the real product: the demonstration city, served as `keqiao serve` serves it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from pytest_django import DjangoDbBlocker
from tests.demonstration import installed

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
KEQIAO = str(Path(sys.executable).with_name("keqiao"))
PASSWORD = "keqiao-demo"
PATIENCE = 120_000
"""Milliseconds that a busy machine may take for what is done in one."""
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests of a worker share one server; without Chromium they skip, but never in CI."""
    here = f"{Path(__file__).parent.as_posix()}/"
    for item in items:
        if not item.path.as_posix().startswith(here):
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db)  # so that a database is made, of which the city is a copy
        if CHROMIUM is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Chromium of the machine, quiet on a closed network."""
    quiet = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync"]
    quiet += ["disable-background-networking", "disable-component-update"]
    return {"executable_path": CHROMIUM, "args": [f"--{word}" for word in quiet]}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the city of this process."""
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="session")
def city(home: Path, golden_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a demonstration city of this process."""
    with django_db_blocker.unblock():
        installed(home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = os.environ | {"KEQIAO_DATA": str(home), "PORT": port}
    environment |= {"KEQIAO_AUDIT_KEY": "\n".join(settings.AUDIT_KEYS), "SECRET_KEY": settings.SECRET_KEY}
    environment.pop("DATABASE_URL", None)
    log = (home / "serve.log").open("wb")
    server = subprocess.Popen([KEQIAO, "serve"], env=environment, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(120)  # a busy machine takes longer than the product allows its children
        log.close()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers, at most five minutes."""
    for _ in range(1200):
        assert server.poll() is None, "the server stopped while starting"
        try:
            urllib.request.urlopen(address, timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
        else:
            return
    raise AssertionError("the server did not answer within five minutes")


@dataclass
class Witness:
    """What a page did that it must not do."""

    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page, address: str) -> None:
        """Note requests to other hosts, script errors and refusals by the content security policy."""

        def requested(request: Request) -> None:
            if not request.url.startswith((address, "data:", "blob:")):
                self.outside.append(request.url)

        page.on("request", requested)

        def spoken(entry: ConsoleMessage) -> None:
            # A form that is sent back to be corrected (422) is no fault of the page.
            if entry.type == "error" and "status of 422" not in entry.text:
                self.complaints.append(entry.text)

        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", spoken)


@pytest.fixture
def witness() -> Witness:
    """Watches every page that the test opens through ``signed_in``."""
    return Witness()


@pytest.fixture
def signed_in(browser: Browser, city: str, witness: Witness) -> Iterator[Callable[..., Page]]:
    """Open a browser as a person of the city; at the end nothing may have gone wrong in its pages."""
    contexts: list[BrowserContext] = []

    def sign_in(name: str, *, language: str = "zh-hans", width: int = 1366, height: int = 850) -> Page:
        context = browser.new_context(
            base_url=city, viewport={"width": width, "height": height}, locale="zh-CN", accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "keqiao_language", "value": language, "url": city}])
        page = context.new_page()
        witness.watch(page, city)
        page.goto("/accounts/login/")
        page.locator("input[name=username]").fill(name)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert not witness.outside
    assert not witness.complaints
