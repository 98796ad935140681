"""What was typed outlives the session: after signing in anew it stands there again, in words that say so."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
FORM = "/registers/contracts/new/"


def test_typed_text_survives_an_ended_session(signed_in: SignIn):
    page = signed_in("clerk_02")
    page.goto(FORM)
    page.get_by_label("登记编号").fill("2026-0417")
    page.get_by_label("备注").fill("补录，原件在三楼档案室")
    page.context.clear_cookies(name=re.compile("session"))
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/accounts/login/**")
    page.locator("input[name=username]").fill("clerk_02")
    page.locator("input[name=password]").fill("keqiao-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")
    expect(page.get_by_label("登记编号")).to_have_value("2026-0417")
    expect(page.get_by_label("备注")).to_have_value("补录，原件在三楼档案室")
    expect(page.get_by_role("status").filter(has_text="尚未保存")).to_be_visible()
    # Once it stands there again, it is the page's own: opened anew, the form is empty.
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(FORM)
    expect(page.get_by_label("登记编号")).to_have_value("")
