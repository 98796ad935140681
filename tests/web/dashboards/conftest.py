"""The small city of the evaluations' tests, with registers and measures as the product loads them."""

from datetime import date

from tests.golden import golden
from tests.web.evaluations.conftest import (  # noqa: F401 - fixtures
    admin,
    auditor,
    broker,
    city,
    congress,
    director,
    leader,
    officer,
    run,
    scheme,
    snapshot,
    unreleased,
)

from keqiao.web.facts.services import load_measures
from keqiao.web.registry.models import Cluster


@golden
def loaded(city):  # noqa: F811
    """Measures as in the package and one industry cluster that two platforms serve."""
    load_measures()
    cluster = Cluster.objects.create(code="battery", name="动力电池", name_en="Batteries", tier=1)
    for platform in city[:2]:
        platform.clusters.add(cluster)
    return date(2024, 12, 31)


@golden
def expert(user_with):
    """Somebody who sits on panels and sees nothing else."""
    return user_with("expert")
