"""Two versions of a document differ key by key; a part of a list is the same part by its code."""

from keqiao.engine.documents import NamedPart, Part, changes


class Step(NamedPart):
    days: int


class Plan(Part):
    title: str = ""
    shown: bool = False
    steps: tuple[Step, ...] = ()
    least: float | None = None


def step(code, days):
    return {"code": code, "name": {"zh": "步", "en": "Step"}, "days": days}


def differences(before, after):
    found = changes(Plan.model_validate(before), Plan.model_validate(after))
    return [(change.key, change.before, change.after) for change in found]


def test_the_same_document_has_no_change():
    assert differences({"steps": [step("a", 1)]}, {"steps": [step("a", 1)], "title": ""}) == []


def test_values_that_differ_are_named_by_their_path():
    before = {"title": "x", "steps": [step("a", 1), step("b", 2)]}
    after = {"title": "y", "shown": True, "steps": [step("a", 1), step("b", 3)], "least": 0.1}
    assert differences(before, after) == [
        ("title", "x", "y"),
        ("shown", "false", "true"),
        ("steps.b.days", "2", "3"),
        ("least", None, "0.1"),
    ]


def test_parts_come_go_and_change_places():
    before, after = [step("a", 1), step("b", 2)], [step("b", 2), step("c", 3), step("a", 1)]
    found = differences({"steps": before}, {"steps": after})
    assert [key for key, _before, _after in found] == ["steps.c", "steps"]
    assert found[1][1:] == ("a, b", "b, c, a")
    assert differences({"steps": after}, {"steps": before})[0][0] == "steps.c"


def test_a_change_is_a_sentence_in_both_languages():
    (change,) = changes(Plan(title="x"), Plan(title="y"))
    assert change.in_language("en") == "title: x → y"
    (change,) = changes(Plan(), Plan(least=2))
    assert change.in_language("en") == "least: added: 2"
    assert change.in_language("zh") == "least：新增：2"


def test_long_values_are_cut():
    (change,) = changes(Plan(), Plan(title="长" * 5_000))
    assert len(change.after) < 300
