"""Parameters of the law as dated versions: which holds on a day, that two never hold together."""

from datetime import date

import pytest

from keqiao.engine.documents import DocumentError
from keqiao.engine.transfer import TRANSFER_LAW, packaged_law
from keqiao.engine.transfer.law import PACKAGED

TOGETHER = PACKAGED.read_text(encoding="utf-8").replace("until: 2015-09-30", "until: 2015-10-01")


def test_one_provision_for_each_topic_and_day() -> None:
    law = packaged_law()
    assert law.in_force("reward_floor", date(1996, 9, 30)) is None
    for day, code in ((date(2015, 9, 30), "reward_1996"), (date(2015, 10, 1), "reward_2015")):
        provision = law.in_force("reward_floor", day)
        assert provision is not None and provision.code == code
    assert law.in_force("main_contributors", date(2016, 2, 25)) is None


def test_versions_that_hold_together_are_refused() -> None:
    with pytest.raises(DocumentError, match="reward_1996 and reward_2015 are in force together"):
        TRANSFER_LAW.load(TOGETHER)


def test_what_nobody_read_in_the_original_says_so() -> None:
    law = packaged_law()
    cited = {one.code: one.cited.in_language("zh") for one in law.provisions}
    assert "供参考" not in cited["reward_2015"]
    assert "供参考" in cited["cash_tax_2018"]
