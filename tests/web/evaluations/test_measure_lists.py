"""Lists of measures from schemes for a collection: a scheme that cannot be read any more is an empty list, no error."""

from __future__ import annotations

from django.db import connection
from django.urls import reverse

from keqiao.web.audit.guards.placement import lift
from keqiao.web.evaluations import measure_lists
from keqiao.web.evaluations.models import SchemeVersion
from keqiao.web.evaluations.triggers import GUARD


def test_a_scheme_that_cannot_be_read_any_more_is_an_empty_list(client, officer, scheme):
    broken = SchemeVersion.objects.get(pk=scheme.pk)
    assert len(measure_lists.measures_of(broken)) > 10
    broken.yaml_text, broken.fingerprint = "scheme: 1\ncode: [", "0" * 64
    assert list(measure_lists.measures_of(broken)) == []
    lift(connection, [GUARD])  # as a database of before the guard of scheme texts may hold one
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evaluations_schemeversion SET yaml_text = %s, fingerprint = %s WHERE id = %s",
            [broken.yaml_text, broken.fingerprint, scheme.pk],
        )
    assert [len(found.codes()) for found in measure_lists.scheme_lists(officer)] == [0]
    client.force_login(officer)
    assert client.get(reverse("returns:collection_new") + f"?from=scheme-{scheme.pk}").status_code == 200
