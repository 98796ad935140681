"""A programme in plain words: what it asks, of which figures, by which article, and what it gives."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.blocks import Block, Bullets, HeadingBlock, grid, paragraph
from keqiao.engine.documents.intervals import end_of, start_of
from keqiao.engine.eligibility.parts import (
    Acceptance,
    BandTable,
    ConditionGroup,
    ProgrammeCondition,
    SourceArticle,
)
from keqiao.engine.eligibility.programme import AS_OF, SupportProgramme
from keqiao.engine.schemes.explaining.measures import measures_section
from keqiao.engine.schemes.explaining.wording import Wording
from keqiao.language import Bilingual, Message, message

KINDS = {
    "fund": message("fund"),
    "policy": message("policy"),
    "project": message("project call"),
    "qualification": message("qualification"),
    "talent": message("talent programme"),
    "finance": message("financial product"),
}


def explain_programme(programme: SupportProgramme, language: str = "zh") -> list[Block]:
    """The programme in plain words, as blocks in ``language`` ("zh…" or "en…")."""
    scheme = programme.data_scheme()
    words = Wording(scheme, language)
    words.names |= {table.code: table.name for table in programme.tables}
    words.names[AS_OF] = Bilingual(zh="申请日", en="the day of application")
    sections = (_head, _conditions, _acceptance, _tables, _benefits, _parameters, _awards)
    blocks = [block for section in sections for block in section(programme, words)]
    return [*blocks, *measures_section(scheme, words)]


def condition_words(condition: ProgrammeCondition, words: Wording) -> str:
    """What a condition asks, in words."""
    return words.formula(condition.text)


def _head(programme: SupportProgramme, words: Wording) -> Iterator[Block]:
    yield HeadingBlock(words.say(programme.name), 1)
    sentences: list[Message | Bilingual] = [
        message("Code {code}, version {version}.", code=programme.code, version=programme.version),
        message("Issued by: {issuer}.", issuer=programme.issuer),
        message("Kind: {kind}; for: {unit}.", kind=KINDS[programme.kind], unit=programme.unit),
    ]
    if programme.regulation is not None:
        sentences.append(message("Basis: {regulation}.", regulation=programme.regulation))
    if programme.valid_from is not None or programme.valid_to is not None:
        sentences.append(
            message(
                "Valid from {start} to {end}.",
                start=programme.valid_from or "…",
                end=programme.valid_to or "…",
            )
        )
    if programme.draft:
        sentences.append(message("A draft for comment: not in force."))
    if programme.partial is not None:
        sentences.append(message("Not complete: {what}.", what=programme.partial))
    if programme.note is not None:
        sentences.append(message("Note: {note}.", note=programme.note))
    yield paragraph(*map(words.say, sentences))


def _conditions(programme: SupportProgramme, words: Wording) -> Iterator[Block]:
    if not programme.conditions:
        return
    yield HeadingBlock(words.say(message("Conditions")))
    heads = [
        message("code"),
        message("name"),
        message("what is asked"),
        message("evidence"),
        message("article"),
    ]
    rows = []
    for condition in programme.conditions:
        requirement = condition_words(condition, words)
        if condition.word:
            requirement += words.say(message(" (the text says: {word})", word=condition.word))
        if condition.override is not None:
            requirement += words.say(message(" (the text says: {word})", word=condition.override))
        if condition.soft:
            requirement += words.say(message(" (exceptions by decision)"))
        evidence = [words.say(part) for part in (condition.evidence, condition.holder) if part is not None]
        rows.append(
            (
                condition.code,
                words.say(condition.name),
                requirement,
                words.listed(evidence),
                article_words(condition.article, words),
            )
        )
    yield grid([words.say(head) for head in heads], rows)


def article_words(article: SourceArticle | None, words: Wording) -> str:
    """The article and whether somebody compared it with the original."""
    if article is None:
        return words.say(message("no article, not checked: for reference"))
    checked = message("checked") if article.checked else message("not checked: for reference")
    return f"{words.say(article.article)} ({words.say(checked)})"


def _acceptance(programme: SupportProgramme, words: Wording) -> Iterator[Block]:
    if programme.conditions:
        yield HeadingBlock(words.say(message("Who is eligible")))
        yield Bullets((accept_words(programme.accept, programme, words),))
    if programme.classes:
        yield HeadingBlock(words.say(message("Classes, the best first")))
        lines = []
        for part in programme.classes:
            conditions = [words.formula(part.when)] if part.when is not None else []
            conditions += [accept_words(part.accept, programme, words)] if part.accept is not None else []
            lines.append(f"{words.say(part.name)}: {words.listed(conditions)}")
        yield Bullets(tuple(lines))


def accept_words(accept: Acceptance, programme: SupportProgramme, words: Wording) -> str:
    """An acceptance in words; conditions by name."""
    names = {condition.code: words.say(condition.name) for condition in programme.conditions}
    if isinstance(accept, ConditionGroup):
        parts = [
            names.get(member, member)
            if isinstance(member, str)
            else f"({accept_words(member, programme, words)})"
            for member in accept.members
        ]
        listed = "、".join(parts) if words.language.startswith("zh") else ", ".join(parts)
        if accept.at_least is not None:
            return words.say(message("at least {count} of: {listed}", count=accept.at_least, listed=listed))
        kind = (
            message("all of: {listed}", listed=listed)
            if accept.all
            else message("one of: {listed}", listed=listed)
        )
        return words.say(kind)
    if accept == "all":
        return words.say(message("Who meets all conditions."))
    if accept == "any":
        return words.say(message("Who meets one of the conditions."))
    own = words.names
    words.names = own | {c.code: c.name for c in programme.conditions}
    try:
        return words.formula(accept)
    finally:
        words.names = own


def _tables(programme: SupportProgramme, words: Wording) -> Iterator[Block]:
    for table in programme.tables:
        yield HeadingBlock(f"{words.say(table.name)} ({table.code})", 3)
        yield paragraph(words.formula(table.of), article_words(table.article, words))
        rows = [(band, f"{value:.12g}") for band, value in band_rows(table)]
        if table.otherwise is not None:
            rows.append((words.say(message("otherwise")), f"{table.otherwise:.12g}"))
        yield grid([words.say(message("from … to")), words.say(message("value given"))], rows, (1,))


def band_rows(table: BandTable) -> Iterator[tuple[str, float]]:
    """Each band as people write it: ≥ 5, < 10."""
    for band in table.bands:
        (low, above), (high, below) = start_of(band), end_of(band)
        parts = [f"{'>' if above else '≥'} {low:.12g}"] if low > float("-inf") else []
        parts += [f"{'<' if below else '≤'} {high:.12g}"] if high < float("inf") else []
        yield ", ".join(parts) or "—", band.value


def _benefits(programme: SupportProgramme, words: Wording) -> Iterator[Block]:
    if not programme.benefits:
        return
    yield HeadingBlock(words.say(message("Benefits")))
    rows = []
    for benefit in programme.benefits:
        limits = (
            [words.say(message("at least {value}", value=f"{benefit.least:.12g}"))]
            if benefit.least is not None
            else []
        )
        limits += (
            [words.say(message("at most {value}", value=f"{benefit.most:.12g}"))]
            if benefit.most is not None
            else []
        )
        when = words.formula(benefit.when) if benefit.when is not None else ""
        classes = "、".join(benefit.classes)
        rows.append(
            (
                words.say(benefit.name),
                words.formula(benefit.formula),
                words.unit(benefit.unit),
                words.listed([part for part in (classes, when, *limits) if part]),
                article_words(benefit.article, words),
            )
        )
    heads = [
        message("name"),
        message("how it is computed"),
        message("unit"),
        message("where"),
        message("article"),
    ]
    yield grid([words.say(head) for head in heads], rows)


def _parameters(programme: SupportProgramme, words: Wording) -> Iterator[Block]:
    if not programme.parameters:
        return
    yield HeadingBlock(words.say(message("Parameters")))
    rows = []
    for parameter in programme.parameters:
        value = "" if parameter.value is None else f"{parameter.value:.12g}"
        value += words.listed([f"{word} {number:.12g}" for word, number in parameter.values.items()])
        rows.append(
            (
                parameter.code,
                words.say(parameter.name),
                f"{value} {words.unit(parameter.unit)}".strip(),
                article_words(parameter.article, words),
            )
        )
    heads = [message("code"), message("name"), message("value given"), message("article")]
    yield grid([words.say(head) for head in heads], rows)


def _awards(programme: SupportProgramme, words: Wording) -> Iterator[Block]:
    lines: list[Message] = []
    if programme.quota is not None:
        lines.append(
            message(
                "Places: {count}, by {order}.",
                count=programme.quota.count,
                order=words.formula(programme.quota.order or "0"),
            )
        )
    if programme.once is not None:
        lines.append(
            message("Given once.")
            if programme.once.years is None
            else message("Given once within {years} years.", years=f"{programme.once.years:g}")
        )
    for exclusion in programme.excludes:
        issuer = exclusion.issuer or programme.issuer
        lines.append(
            message("Not beside {programme} of {issuer}.", programme=exclusion.programme, issuer=issuer)
        )
    if lines:
        yield HeadingBlock(words.say(message("Places and other awards")))
        yield Bullets(tuple(map(words.say, lines)))
