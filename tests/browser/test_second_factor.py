"""Second factors in a real browser: an authenticator, and a security key that Chromium plays."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import PASSWORD, Witness

from keqiao.web.accounts.signing_in import codes

WIDE = {"viewport": {"width": 1366, "height": 850}, "locale": "zh-CN"}


@pytest.fixture
def open_page(browser: Browser, city: str, witness: Witness) -> Iterator[Callable[[], Page]]:
    """A fresh browser at the city's host name: security keys are bound to names, not to bare addresses."""
    named = city.replace("127.0.0.1", "localhost")
    contexts = []

    def fresh() -> Page:
        contexts.append(browser.new_context(base_url=named, **WIDE))
        contexts[-1].add_cookies([{"name": "keqiao_language", "value": "zh-hans", "url": named}])
        page = contexts[-1].new_page()
        witness.watch(page, named)
        return page

    yield fresh
    for context in contexts:
        context.close()
    assert not witness.outside
    assert not witness.complaints


def type_password(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def add_virtual_key(page: Page) -> tuple[object, str]:
    """A security key that answers by itself, in the context of this page."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    options |= {"automaticPresenceSimulation": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def no_barrier(page: Page) -> None:
    """Nothing that keeps a screen reader or the keyboard out."""
    assert Axe().run(page).response["violations"] == []


def test_a_security_key_is_set_up_asked_for_and_removed(open_page: Callable[[], Page]) -> None:
    page = open_page()
    session, key = add_virtual_key(page)
    type_password(page, "investor")
    page.wait_for_url("**/")
    page.goto("/accounts/security/")
    no_barrier(page)
    page.get_by_role("link", name="设置安全密钥").click()
    no_barrier(page)
    page.get_by_label("密钥名称").fill("办公桌上的密钥")
    page.get_by_role("button", name="设置").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    no_barrier(page)
    page.get_by_role("link", name="我已妥善保管").click()
    expect(page.get_by_text("办公桌上的密钥").first).to_be_visible()

    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="退出").click()
    type_password(page, "investor")
    page.wait_for_url("**/accounts/login/second/")
    no_barrier(page)
    assert page.request.get("/platforms/", max_redirects=0).status == 302
    page.get_by_role("button", name="使用安全密钥").click()
    page.wait_for_url(re.compile(r":\d+/$"))
    counted = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [entry["signCount"] for entry in counted] == [2]

    page.goto("/accounts/security/")
    page.get_by_role("link", name="移除").click()
    no_barrier(page)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_text("第二因素已移除")).to_be_visible()


def test_a_copied_key_and_another_key_are_refused(open_page: Callable[[], Page]) -> None:
    page = open_page()
    session, key = add_virtual_key(page)
    type_password(page, "broker")
    page.wait_for_url("**/")
    page.goto("/accounts/security/key/")
    page.get_by_role("button", name="设置").click()
    expect(page.locator("#recovery-codes li").first).to_be_visible()
    codes_shown = page.locator("#recovery-codes li").all_inner_texts()
    credential = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]

    page.context.clear_cookies(name="keqiao_session")
    type_password(page, "broker")
    page.get_by_role("button", name="使用安全密钥").click()
    page.wait_for_url(re.compile(r":\d+/$"))

    # The copy was taken before that sign-in: its counter stands behind.
    session.send(
        "WebAuthn.removeCredential", {"authenticatorId": key, "credentialId": credential["credentialId"]}
    )
    session.send(
        "WebAuthn.addCredential", {"authenticatorId": key, "credential": credential | {"signCount": 0}}
    )
    page.context.clear_cookies(name="keqiao_session")
    type_password(page, "broker")
    page.get_by_role("button", name="使用安全密钥").click()
    expect(page.get_by_text("安全密钥不匹配")).to_be_visible()

    session.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.get_by_role("button", name="使用安全密钥").click()
    expect(page.get_by_text("浏览器未收到安全密钥的应答")).to_be_visible()

    page.locator("input[name=code]").fill(codes_shown[0])
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))
    expect(page.get_by_text("还剩 9 个恢复码")).to_be_visible()


def test_an_authenticator_is_set_up_from_its_page(open_page: Callable[[], Page]) -> None:
    page = open_page()
    type_password(page, "talent")
    page.wait_for_url("**/")
    page.goto("/accounts/security/authenticator/")
    no_barrier(page)
    picture = page.locator("img.factor-picture")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    secret = page.locator("code").inner_text().replace(" ", "")
    step = int(time.time()) // 30
    page.locator("input[name=code]").fill(codes.code_at(secret, step))
    page.get_by_role("button", name="设置").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)

    page.context.clear_cookies(name="keqiao_session")
    type_password(page, "talent")
    page.locator("input[name=code]").fill(codes.code_at(secret, step + 1))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))
    page.goto("/accounts/password/")
    no_barrier(page)
