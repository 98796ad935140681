"""What people are told of forms, in both languages."""

from datetime import timedelta

import pytest

from keqiao.web.notices.services import with_reason
from keqiao.web.returns import notices
from keqiao.web.site.stored_sentences import read, wording_of

CASES = [
    (notices.opened, "is to be filled in, due on 2024-03-31"),
    (notices.sent_back, "was sent back; correct the marked figures."),
    (notices.to_review, "waits for review"),
    (lambda form: notices.to_review(form, 6), "has waited for its review for 6 days"),
    (notices.locked, "its figures are facts now"),
    (notices.unlock_asked, "asks for its form to be unlocked."),
    (notices.unlock_granted, "was unlocked"),
    (notices.unlock_refused, "was refused."),
    (lambda form: notices.due(form, form.due_on - timedelta(3)), "is due in 3 days (2024-03-31)"),
    (lambda form: notices.due(form, form.due_on - timedelta(1)), "is due in 1 day ("),
    (lambda form: notices.due(form, form.due_on), "is due today"),
    (lambda form: notices.due(form, form.due_on + timedelta(2)), "is 2 days late"),
]


@pytest.mark.parametrize("case", CASES)
def test_words(opened, case):
    sentence, words = case
    kept = wording_of(with_reason(sentence(opened.form), "100% 错 {x}"))
    assert words in read(kept, "en") and read(kept, "en").endswith("Reason: 100% 错 {x}")
    assert "form" not in read(kept, "zh-hans") and read(kept, "zh-hans").endswith("理由：100% 错 {x}")
