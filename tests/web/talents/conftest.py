"""Two platforms with a talent each, a talent programme in force, people of both sides."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.engine.eligibility import packaged_programmes
from keqiao.web.audit.clock import today
from keqiao.web.facts.services import load_measures
from keqiao.web.programmes.demonstration import put_into_force
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.registry.models import Engagement, Person, Platform, SiteMonths
from keqiao.web.talents import services

ANSWERS = {"talent_class": "创新", "age": "38", "experience_years": "6"}


@golden
def town(user_with):
    """Platform P01 with 张三 (doctor, full-time, nine months on site in 2024) 李四 (part-time, left), 王五 (new)."""
    load_measures()
    common = reference()
    sides = [side(number, common) for number in (0, 1)]
    platforms = [made.rows[Platform] for made in sides]
    person = sides[0].rows[Person]
    engagement = sides[0].rows[Engagement]
    SiteMonths.objects.filter(engagement=engagement).delete()
    SiteMonths.objects.create(engagement=engagement, year=2024, months=9)
    other = Person.objects.create(code="R9", name="李四", degree="master", consent_public=True)
    left = Engagement.objects.create(
        person=other,
        platform=platforms[0],
        started_on=date(2023, 1, 1),
        ended_on=date(2024, 3, 1),
        mode="part",
    )
    newcomer = Person.objects.create(code="R8", name="王五", degree="doctor")
    began = today() - timedelta(days=300)
    Engagement.objects.create(person=newcomer, platform=platforms[0], started_on=began)
    office = user_with("talent_officer", username="office")
    officers = [user_with("bureau_officer", username=f"officer_{number}") for number in (1, 2)]
    text = packaged_programmes()["leading_talent_2021"].read_text(encoding="utf-8")
    programme = PROGRAMMES.add(officers[0], {"text": text, "source": "示范"})
    put_into_force(programme, *officers)
    director = user_with("platform_director", unit=platforms[0].unit, username="director")
    return SimpleNamespace(
        platforms=platforms,
        person=person,
        engagement=engagement,
        other=other,
        newcomer=newcomer,
        left=left,
        office=office,
        officers=officers,
        director=director,
        programme=programme,
    )


@golden
def submitted(town):
    """An application of the director for 王五 that is handed in."""
    row = services.begin(town.director, town.newcomer, town.platforms[0], town.programme)
    services.write(town.director, row.pk, "主持成果转化两项。", ANSWERS)
    return services.submit(town.director, row.pk)
