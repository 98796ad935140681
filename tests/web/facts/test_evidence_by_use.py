"""Title, grade and name of a file belong to who handed it in and what for, not to its bytes."""

from django.core.files.base import ContentFile
from tests.web.papers import PDF

from keqiao.web.facts.models import Evidence
from keqiao.web.facts.services import examine, store_evidence, use_evidence


def handed_in(actor, title, grade="C", name="a.pdf", right="returns.fill"):
    return store_evidence(actor, examine(ContentFile(PDF, name=name)), title, grade, right=right)


def test_two_units_hand_in_the_same_bytes_and_see_nothing_of_each_other(city, user_with, client_of):
    one = user_with("platform_clerk", unit=city.P01.unit, username="one")
    two = user_with("platform_clerk", unit=city.P02.unit, username="two")
    first = handed_in(one, "储能院的保密协议", "C", "保密协议.pdf")
    second = handed_in(two, "智造院自己的审计报告", "B", "审计.pdf")
    use_evidence(first, city.P01)
    use_evidence(second, city.P02)
    assert (second.title, second.grade, second.original_name) == ("智造院自己的审计报告", "B", "审计.pdf")
    assert first.sha256 == second.sha256 and first.file.name == second.file.name
    page = client_of(two).get(second.get_absolute_url()).content.decode()
    assert "智造院自己的审计报告" in page
    for hidden in (first.title, first.original_name, str(one), str(city.P01.unit)):
        assert hidden not in page
    taken = client_of(two).get(f"/evidence/{second.sha256}/")
    assert b"".join(taken.streaming_content) == PDF


def test_the_bureau_is_told_that_two_platforms_handed_in_the_same(city, officer, user_with, client_of):
    for platform in (city.P01, city.P02):
        clerk = user_with("platform_clerk", unit=platform.unit, username=f"clerk-{platform.code}")
        use_evidence(handed_in(clerk, f"{platform}的报告"), platform)
    page = client_of(officer).get(Evidence.objects.first().get_absolute_url()).content.decode()
    assert all(f"{platform}的报告" in page for platform in (city.P01, city.P02))


def test_a_wrong_grade_or_title_is_put_right_by_handing_in_again(city, user_with):
    clerk = user_with("platform_clerk", unit=city.P01.unit)
    wrong = handed_in(clerk, "保密协议扫描件", "C")
    right = handed_in(clerk, "2025年一季度审计报告", "B")
    assert (right.title, right.grade) == ("2025年一季度审计报告", "B")
    assert handed_in(clerk, "保密协议扫描件", "C") == wrong
    assert Evidence.objects.count() == 2
