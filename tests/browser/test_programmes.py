"""An officer pastes a notice and knows whom it fits (P1.5); a firm sees what it may get and what it lacks (P4.3)."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from keqiao.web.audit.clock import today

SignIn = Callable[..., Page]
NOTICE = """示范省科技厅关于组织开展{year}年科技型中小企业专项后补助申报工作的通知

各设区市科技局：

一、申报条件

企业上年度营业收入不超过2亿元，职工总数不超过500人。

二、支持方式

对符合条件的企业给予一次性奖励10万元。

三、时间安排

申报企业请于{last}17:00前完成网上填报。各设区市科技局请于{review}下班前报送推荐函。

联系人：科技厅资配处 0500-8600 1122

示范省科技厅
{issued}
"""


def day(after: int) -> str:
    """A day so long from now as notices write it."""
    then = today() + timedelta(days=after)
    return f"{then.year}年{then.month}月{then.day}日"


def test_from_a_notice_to_whom_it_fits_and_the_firm_that_applies(signed_in: SignIn):
    """Paste → draft with where each deadline was read → publish → tell → the firm says that it applies."""
    officer = signed_in("officer")
    officer.goto("/calls/new/")
    officer.locator("textarea[name=text]").fill(
        NOTICE.format(year=today().year, last=day(20), review=day(27), issued=day(0))
    )
    officer.get_by_role("button", name="读取").click()
    officer.wait_for_url(re.compile(r"/calls/\d+/edit/$"))
    last = today() + timedelta(days=20)
    expect(officer.locator("input[name=deadlines-0-on]")).to_have_value(last.isoformat())
    expect(officer.locator("input[name=deadlines-0-time]")).to_have_value("17:00")
    expect(officer.locator("fieldset").first).to_contain_text("申报企业请于")  # the words it was read from
    officer.locator("select[name=programme]").select_option(label="科技型中小企业评价 2017")
    officer.locator("main form button[type=submit]").click()
    officer.wait_for_url(re.compile(r"/calls/\d+/$"))
    call = re.sub(r"^https?://[^/]+", "", officer.url)
    officer.get_by_role("button", name="发布").click()
    fit = officer.locator("section", has=officer.get_by_role("heading", name="适合对象")).locator("dl")
    expect(fit).to_contain_text("符合")
    expect(fit).to_contain_text("待核实")
    officer.get_by_role("button", name="通知符合和差一点的单位").click()
    officer.wait_for_url(re.compile(rf"{call}$"))
    expect(officer.locator("main")).to_contain_text("已通知")

    firm = signed_in("firm")
    firm.goto(call)
    expect(firm.get_by_role("heading", name="是否适合您")).to_be_visible()
    firm.locator("main a", has_text="已通知").click()
    firm.locator("input[name=declare-contact]").fill("张工 0519-0000 0000")
    firm.locator("#step-declare").get_by_role("button").click()
    expect(firm.locator("[aria-current=step]")).to_contain_text("有意向")


def test_a_firm_sees_what_it_may_get_what_it_lacks_and_tries_a_change(signed_in: SignIn):
    """Four groups with what is missing; a change is tried, an answer given; the page in English."""
    firm = signed_in("firm")
    firm.goto("/firms/own/")
    firm.get_by_role("link", name="全部政策与待填答的问题").click()
    headings = firm.locator("main h2")
    for state in ("符合", "差一点", "待核实", "不符合"):
        expect(headings.filter(has_text=re.compile(rf"^\s*{state}\s*$"))).to_have_count(1)
    near = firm.locator("li", has_text="高新技术企业认定 2016")
    expect(near).to_contain_text("够格的最小变化")
    near.get_by_role("link").click()
    expect(firm.locator("main")).to_contain_text("60")  # the share that is asked
    firm.locator("#what-if summary").click()
    firm.locator("input[name=if-hightech_income]").fill("700")
    firm.locator("#what-if form button").click()
    expect(firm.locator("#what-if .lead-line").first).to_have_text(re.compile(r"^\s*符合\s*$"))
    firm.goto("/programmes/mine/")
    before = firm.locator("#questions select, #questions input:not([type=hidden])").count()
    firm.locator("select[name^=answers-rd_org_provincial]").first.select_option(index=1)
    firm.get_by_role("button", name="保存填答").click()
    expect(firm.locator("#questions select, #questions input:not([type=hidden])")).to_have_count(before - 1)

    english = signed_in("firm", language="en")
    english.goto("/programmes/mine/")
    expect(english.locator("main")).to_contain_text("Least change that is enough")
