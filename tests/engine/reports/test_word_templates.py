"""Word templates: what is wrong is named with its sentence, hostile ones are refused, figures stay bound."""

import io
import random
import zipfile
from decimal import Decimal
from functools import partial

import docx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.phrases import SourceFact, verify_paragraphs, word_paragraphs
from keqiao.engine.reports import (
    KINDS,
    TemplateField,
    TemplateFields,
    TemplateRefused,
    fill_template,
    read_template,
    sample,
    starter_template,
)
from keqiao.files.problems import FileProblem

FIELDS = TemplateFields(
    (
        TemplateField("标题", "", "示例"),
        TemplateField("落款", "", "示例局"),
        TemplateField("研发人员", "", "12人", "人"),
        TemplateField("营业收入", "", "1.00万元", "元"),
        TemplateField(
            "事项", "", columns=(TemplateField("名称", "", "甲"), TemplateField("期限", "", "明日"))
        ),
    ),
    {"rd_headcount": "研发人员"},
)
FACTS = [
    SourceFact(("rd_headcount", "研发人员"), Decimal(817), "人"),
    SourceFact(("revenue", "营业收入"), Decimal(775_900_000), "元"),
    SourceFact(("late", "逾期"), Decimal(3), "项"),
]


def written(*paragraphs, table=()):
    """A Word file with paragraphs (a tuple: its runs) and a table of two rows."""
    made = docx.Document()
    for text in paragraphs:
        line = made.add_paragraph()
        for piece in (text,) if isinstance(text, str) else text:
            line.add_run(piece)
    if table:
        rows = made.add_table(rows=0, cols=len(table[0]))
        for texts in table:
            for cell, text in zip(rows.add_row().cells, texts, strict=True):
                cell.text = text
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def found(*paragraphs):
    """What is said of a template: kind → sentence."""
    return {
        problem.check: problem.in_language("en")
        for problem in read_template(written(*paragraphs), FIELDS).problems
    }


def changed(content, name, by):
    """The package with a part changed, or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
        before = source.read(name) if name in source.namelist() else b""
        target.writestr(name, by(before))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "check", "said"),
    [
        (
            "现有{{研发人圆}}。",
            "unknown",
            "“现有{{研发人圆}}。”: There is no field “研发人圆”. → Did you mean {{研发人员}}?",
        ),
        ("{{事项.名字}}", "unknown", "{{事项.名称}}"),
        ("{{事项}}", "unknown", "“事项” is a list"),
        ("{{标题|亿元}}", "unknown", "is not told in 亿元"),
        ("共｛｛研发人员｝｝", "brackets", "Write {{研发人员}} with two braces"),
        ("共{研发人员}", "brackets", "{研发人员} is written with other brackets"),
        ("共{{研发人员", "open", "a field is not closed"),
        ("{% for x in range(10**9) %}", "statement", "fields only"),
        ("{{ ''.__class__.__mro__ }}", "unknown", "There is no field"),
        ("{{标题.__class__}}", "unknown", "it has no columns"),
        ("没有字段", "empty", "names no field"),
    ],
)
def test_what_is_wrong_is_named_with_its_sentence(text, check, said):
    assert said in found(text)[check]


def test_a_field_in_pieces_is_read_as_one_and_said_and_unused_ones_are_named():
    said = found(("关于{{标", "题}}的报告"), "{{rd_headcount}}")
    assert "“关于{{标题}}的报告”: the field {{标题}} is cut into 2 pieces" in said["split"]
    assert "落款、事项" in said["unused"] or "1 further figures" in said["unused"]
    names = [problem.in_language("en") for problem in read_template(written("{{标题}}"), FIELDS).problems]
    assert names[0] == "Fields that the template does not use: 落款、事项."


def test_figures_are_bound_rows_repeat_and_texts_are_only_texts():
    template = written(
        ("关于{{标", "题}}的报告"),
        "研发人员{{rd_headcount}}，收入{{营业收入|亿元}}。",
        "——{{事项.名称}}",
        table=(("事项", "期限"), ("{{事项.名称}}", "{{事项.期限}}")),
    )
    texts = {"标题": "<b>{{研发人员}}</b>&{% raw %}"}
    rows = [{"名称": "逾期{{逾期}}", "期限": "一月"}, {"名称": "乙", "期限": "二月"}]
    content = fill_template(template, FIELDS, texts, {"事项": rows}, FACTS, mark="演示数据")
    assert content == fill_template(template, FIELDS, texts, {"事项": rows}, FACTS, mark="演示数据")
    read = word_paragraphs(content)
    assert [paragraph.text for paragraph in read] == [
        "演示数据",
        "关于<b>817人</b>&{% raw %}的报告",
        "研发人员817人，收入7.76亿元。",
        "——逾期3项",
        "——乙",
        "事项",
        "期限",
        "逾期3项",
        "一月",
        "乙",
        "二月",
    ]
    bound = [place.name for paragraph in read for place in paragraph.bound]
    assert bound == ["rd_headcount", "rd_headcount__2", "revenue", "late", "late__2"]
    verified = verify_paragraphs(read, FACTS)
    assert {figure.verdict for figure in verified.figures} == {"holds"}
    assert verified.coverage == 1


def test_a_figure_that_no_fact_says_is_a_dash_and_a_wrong_template_is_not_filled():
    assert word_paragraphs(fill_template(written("共{{研发人员}}"), FIELDS, {}, {}, []))[0].text == "共—"
    with pytest.raises(TemplateRefused, match="研发人圆"):
        fill_template(written("共{{研发人圆}}"), FIELDS, {}, {}, FACTS)


RELATIONS = "word/_rels/document.xml.rels"
LINK = b'<Relationship Id="rX" Type="http://x/attachedTemplate" Target="http://evil/x.dotm" TargetMode="External"/>'
OBJECT = b'<Relationship Id="rX" Type="http://x/relationships/oleObject" Target="x.bin"/>'


@pytest.mark.parametrize(
    ("part", "by", "code"),
    [
        ("word/vbaProject.bin", lambda _: b"x", "macros"),
        ("word/embeddings/o.bin", lambda _: b"x", "macros"),
        (RELATIONS, lambda old: old.replace(b"</Relationships>", LINK + b"</Relationships>"), "link"),
        (RELATIONS, lambda old: old.replace(b"</Relationships>", OBJECT + b"</Relationships>"), "macros"),
        (
            "word/document.xml",
            lambda old: old.replace(b"<w:body>", b'<w:body w:rsid="{{x}}">'),
            "misplaced_field",
        ),
        ("word/comments.xml", lambda _: b"<c>{{ cycler.__init__ }}</c>", "misplaced_field"),
        (
            "word/document.xml",
            lambda old: old.replace(b"<w:t>", b"<w:instrText>DDEAUTO c:\\x</w:instrText><w:t>", 1),
            "link",
        ),
        ("word/document.xml", lambda _: b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "damaged"),
        ("word/document.xml", lambda _: b"<x>", "damaged"),
        (
            "[Content_Types].xml",
            lambda old: old.replace(b"document.main", b"document.macroEnabled.main"),
            "macros",
        ),
        ("word/big.xml", lambda _: b"<a>" + b" " * 3_000_000 + b"</a>", "damaged"),
    ],
)
def test_hostile_files_are_refused(part, by, code):
    with pytest.raises(FileProblem) as refused:
        read_template(changed(written("{{标题}}"), part, by), FIELDS)
    assert refused.value.code == code
    assert refused.value.in_language("en")


def test_tags_in_the_properties_of_the_file_are_taken_out():
    template = changed(
        written("{{标题}}"),
        "docProps/core.xml",
        lambda old: old.replace(b"</dc:title>", b"{{ 7*7 }}</dc:title>"),
    )
    content = fill_template(template, FIELDS, {"标题": "甲"}, {}, [])
    assert docx.Document(io.BytesIO(content)).core_properties.title == ""


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_the_template_to_begin_with_names_every_field_and_a_sample_is_drawn(kind):
    fields = kind.fields(FIELDS.fields[2:4])
    content = starter_template(kind)
    assert content == starter_template(kind)
    said = [problem.check for problem in read_template(content, fields).problems]
    assert said.count("unused") <= 2
    assert not {"unknown", "split", "open"} & set(said)
    text = "".join(paragraph.text for paragraph in word_paragraphs(sample(content, fields)))
    assert all(
        example in text
        for known in kind.own
        for example in [known.example, *(column.example for column in known.columns)][
            : 1 if not known.columns else 2
        ]
    )


@settings(max_examples=examples(12), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.text(alphabet="甲{}%#｛｝|.标题 \n<>&\ue000\ue001\ue0025", max_size=40))
def test_any_text_in_a_template_is_filled_or_refused_in_words(text):
    content = written(text, "{{标题}}")
    read = read_template(content, FIELDS)
    if read.is_usable:
        assert isinstance(word_paragraphs(fill_template(content, FIELDS, {"标题": text}, {}, FACTS)), list)
    else:
        assert all(problem.in_language("zh") for problem in read.problems)


def test_damaged_files_are_refused_in_words_by_template_and_reading_back():
    draw, content = (
        random.Random(3),
        written("{{标题}}", "共{{研发人员}}", table=(("甲", "乙"), ("{{事项.名称}}", "丙"))),
    )
    refused = 0
    for _ in range(120):
        broken = bytearray(content)
        for _ in range(draw.choice((1, 3, 30))):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        if draw.random() < 0.3:
            del broken[draw.randrange(len(broken)) :]
        for reading in (partial(read_template, fields=FIELDS), word_paragraphs):
            try:
                reading(bytes(broken))
            except FileProblem as problem:
                refused += 1
                assert problem.in_language("zh")
                assert problem.in_language("en")
    assert refused > 80
