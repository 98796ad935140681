"""Every main page, in both languages and on a phone: nothing serious for axe, nothing wider than the screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
PAGES = [
    "/",
    "/cockpit/",
    "/platforms/",
    "/platforms/P01/",
    "/measures/",
    "/figures/rd_headcount/city/2024-10-31/",
    "/figures/operating_revenue/P01/2023/",
    "/snapshots/",
    "/snapshots/demo-2024/",
    "/snapshots/new/",
    "/facts/record/",
    "/facts/proposals/",
    "/facts/proposals/3/",
    "/evaluations/",
    "/evaluations/new/",
    "/evaluations/2024-001/",
    "/evaluations/2024-001/P04/",
    "/evaluations/2024-001/indicators/A1/",
    "/evaluations/compare/?first=2023-001&second=2024-001",
    "/evaluations/tolerance/",
    "/evaluations/tolerance/new/",
    "/evaluations/tolerance/rules/",
    "/rulebooks/",
    "/rulebooks/evaluations.schemes/",
    "/rulebooks/evaluations.schemes/1/",
    "/rulebooks/funding.rules/1/",
    "/rulebooks/evaluations.uncertainty/",
    "/rulebooks/evaluations.uncertainty/package/",
    "/evaluations/2024-001/robustness/",
    "/evaluations/2024-001/efficiency/",
    "/evaluations/2024-001/try/",
    "/evaluations/panels/",
    "/evaluations/panels/1/",
    "/evaluations/gradings/",
    "/evaluations/gradings/3/",
    "/funding/",
    "/funding/1/",
    "/funding/1/proposals/2/",
    "/funding/1/payments/",
    "/deals/",
    "/deals/board/",
    "/deals/figures/",
    "/deals/1/",
    "/pipeline/",
    "/pipeline/board/",
    "/pipeline/figures/",
    "/pipeline/1/",
    "/pipeline/gates/1/",
    "/capital/",
    "/capital/1/",
    "/income/",
    "/income/1/",
    "/findings/",
    "/tasks/",
    "/tasks/1/",
    "/search/?q=研发",
    "/brief/rd_headcount/2024-10-31/",
    "/registers/",
    "/registers/patents/",
    "/registers/patents/1/",
    "/registers/patents/1/edit/",
    "/registers/patents/1/withdraw/",
    "/registers/patents/paste/",
    "/registers/patents/import/",
    "/registers/commitments/",
    "/registers/persons/1/",
    "/registers/organisations/1/merge/",
    "/changes/",
    "/reminders/",
    "/accounts/security/",
    "/help/?words=PDF",
    "/help/evaluate-platforms/",
]
OTHERS = {
    "sysadmin": ["/accounts/users/", "/accounts/users/import/", "/accounts/units/", "/accounts/roles/"],
    "secadmin": ["/accounts/locks/", "/accounts/proposals/"],
    "auditadmin": ["/audit/", "/audit/1/", "/audit/verification/"],
}
"""Pages of the three administrators."""


DRAWN = """() => [...document.querySelectorAll("figure[data-chart]")].every(
  figure => !figure.querySelector("script[type='application/json']") || figure.querySelector(".chart-drawing svg"))"""


def opened(page: Page, address: str) -> None:
    """Go to a page and wait until its charts are drawn."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    page.wait_for_function(DRAWN)


AXE = Axe()
LIGHTER = (
    "() => axe._audit.rules.filter(rule => ['minor', 'moderate'].includes(rule.impact)).map(rule => rule.id)"
)
"""The rules whose findings are never serious: a tenth of the work, and nobody looks at what they say."""
FINDINGS = """lighter => axe.run({
  resultTypes: ["violations"], rules: Object.fromEntries(lighter.map(id => [id, {enabled: false}]))
}).then(results => results.violations)"""


def serious_findings(page: Page) -> list[str]:
    """What axe calls serious or critical on the page, with the first places."""
    page.evaluate(AXE.axe_script)
    lighter = page.evaluate(LIGHTER)
    assert "region" in lighter and "color-contrast" not in lighter
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}"
        for violation in page.evaluate(FINDINGS, lighter)
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_open_to_everybody(signed_in: SignIn, language: str):
    """Nothing serious for axe; wide tables scroll in themselves, the page is never wider than the screen.

    Also: no script error, no refusal by the content security policy, no other host (the fixture looks). Colours and
    structure, which axe looks at, are the same in every language; that everything has its English name, and that no
    Chinese is left, tests/web/demo/test_lists.py asks of the pages as they are sent.
    """
    page = signed_in("officer", language=language)
    found: dict[str, object] = {}
    for address in PAGES:
        page.set_viewport_size({"width": 1366, "height": 850})
        opened(page, address)
        if language != "en" and (serious := serious_findings(page)):
            found[address] = serious
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 850})
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                found[f"{address} at {width}"] = wide
    assert not found


@pytest.mark.parametrize("name", list(OTHERS))
def test_the_pages_of_the_administrators(signed_in: SignIn, name: str):
    """Nothing serious for axe; on a phone no page is wider than the screen."""
    page, phone = signed_in(name), signed_in(name, width=390)
    found: dict[str, object] = {}
    for address in OTHERS[name]:
        opened(page, address)
        opened(phone, address)
        if serious := serious_findings(page):
            found[address] = serious
        if (wide := phone.evaluate("document.documentElement.scrollWidth")) > 390:
            found[f"{address} on a phone"] = wide
    assert not found


def test_the_keyboard_reaches_and_sorts(signed_in: SignIn):
    """Skip link first; a table's header sorts by Enter and says so, in the page or by the database."""
    page = signed_in("officer")
    for address, heading in (("/", "table th button"), ("/platforms/", "table th a")):
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
        page.locator(heading).first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("table th[aria-sort=ascending], table th[aria-sort=descending]")).to_have_count(1)
