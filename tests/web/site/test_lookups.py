"""Numbers beyond what a column holds: no row has them, and nothing fails."""

import pytest
from django.contrib.contenttypes.models import ContentType

from keqiao.web.accounts.models import Unit, User
from keqiao.web.registry.models import Organisation, Platform

pytestmark = pytest.mark.django_db
BEYOND = [10**20, -(10**20), 2**63, -(2**63) - 1, 10**400]


@pytest.mark.parametrize("number", BEYOND)
@pytest.mark.parametrize(
    "path", ["pk__in", "pk", "unit__in", "unit", "unit_id", "organisation__pk__in", "version__in"]
)
def test_no_row_has_a_key_beyond_its_column(path, number):
    value = [number] if path.endswith("__in") else number
    assert not Platform.objects.filter(**{path: value}).exists()


def test_what_fits_is_found_beside_what_does_not():
    made = Organisation.objects.create(name="甲")
    unit = Unit.objects.create(code="U", name="乙", kind="bureau")
    user = User.objects.create(username="u", unit=unit)
    assert list(Organisation.objects.filter(pk__in=[10**30, made.pk])) == [made]
    assert list(User.objects.filter(unit__in=[10**30, unit.pk])) == [user]
    assert Organisation.objects.exclude(pk__in=[10**30]).count() == 1
    assert User.objects.exclude(unit=10**30).filter(pk=user.pk).exists()
    assert ContentType.objects.filter(pk__in=ContentType.objects.values("pk")).exists()


def test_forms_answer_in_words(officer_client):
    for field in ("directions", "clusters", "partners"):
        page = officer_client.post("/registers/platforms/new/", {field: "99999999999999999999"})
        assert page.status_code == 200, field
