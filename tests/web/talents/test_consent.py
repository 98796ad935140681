"""Consent to show a name that was withdrawn: gone from every page, search, export and the API, while counts stay."""

import io

import openpyxl
from django.urls import URLPattern, URLResolver, get_resolver

from keqiao.web.audit.clock import today
from keqiao.web.registry.models import Person
from keqiao.web.talents import services
from keqiao.web.talents.retention import retention, spells_by_platform

NAME = "欧阳不予公开"
SIGNS_OUT = {"accounts:logout"}


def plain_addresses(resolver: URLResolver, space: str = "", start: str = "/") -> list[str]:
    """Every address of the product that takes no argument."""
    found = []
    for entry in resolver.url_patterns:
        route = start + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += plain_addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space, route)
        elif (
            isinstance(entry, URLPattern)
            and not set(route) & set("<^($")
            and f"{space}{entry.name}" not in SIGNS_OUT
        ):
            found.append(route)
    return found


def text_of(answer) -> str:
    """What an answer says, cells of a workbook too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_the_name_is_nowhere_and_the_count_stays(town, client_of, user_with):
    """Every address without argument, the application, searches and exports, read by who sees everything."""
    person = Person.objects.filter(pk=town.person.pk)
    person.update(name=NAME, consent_public=True)
    row = services.begin(town.director, person.get(), town.platforms[0], town.programme)
    reader = user_with("congress", username="reader")
    client = client_of(reader)
    client.raise_request_exception = False

    def count() -> int:
        return retention(spells_by_platform(reader), today())[0].persons

    before = count()
    assert NAME in text_of(client.get(row.get_absolute_url()))
    person.update(consent_public=False)
    asked = NAME[:-1]  # a page may tell the question again
    addresses = plain_addresses(get_resolver())
    lists = ("applications", "introductions", "residency", "posts")
    addresses += [f"/talents/{name}/?{query}" for name in lists for query in ("export=xlsx", f"q={asked}")]
    addresses += [row.get_absolute_url(), f"/search/?q={asked}", f"/registers/persons/?q={asked}"]
    assert len(addresses) > 100
    assert [address for address in addresses if NAME in text_of(client.get(address))] == []
    assert count() == before
