"""Whatever people do in whatever order: no stage is ahead of a passed gate, and every figure adds up."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.web.experts.models import ExpertPanel, PanelSubject
from keqiao.web.facts.models import Measure
from keqiao.web.pipeline.gate_subjects import KIND, MEASURE
from keqiao.web.pipeline.models import GATE_AFTER, OPEN_GATES, STAGES, GateReview, Stage
from keqiao.web.pipeline.services import gates, passages

from .conftest import Walk

pytestmark = pytest.mark.django_db
ACTS = ("manager", "submitted", "judged", "let_pass", "hold", "stop", "withdraw", "transfer", "reenter")


def act(walk, name):
    """Try one thing; what is not possible changes nothing."""
    works, pk = walk.works, walk.pk
    review = GateReview.objects.filter(passage=pk, state__in=OPEN_GATES).first()
    try:
        with transaction.atomic():
            if name == "manager":
                walk.in_charge()
            elif name == "submitted":
                walk.submitted()
            elif name == "transfer":
                passages.transfer(works.director, pk, "转让")
            elif name == "reenter":
                passages.reenter(works.second, pk, "恢复")
            elif review is not None and name == "judged":
                result(works, review)
            elif review is not None and name == "withdraw":
                gates.withdraw(works.director, review.pk, "撤回")
            elif review is not None:
                walk.decide(review, name)
    except (ValidationError, PermissionDenied):
        pass


def result(works, review):
    """The result of a panel, as it stands once the panel is closed."""
    about = {"measure": Measure.objects.get(code=MEASURE), "period": "2024", "created_by": works.officer}
    number = ExpertPanel.objects.count()
    panel = ExpertPanel.objects.create(code=f"E-{number}", subject_kind=KIND, **about)
    PanelSubject.objects.create(panel=panel, key=review.pk, value=80)
    panel.state = "closed"
    panel.save()


@settings(
    max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=4, max_size=14))
def test_no_stage_is_ahead_of_a_passed_gate(works, acts):
    walk = Walk(works)
    with transaction.atomic():
        for name in ("manager", "submitted", "let_pass", *acts):
            act(walk, name)
            passage = walk.passage
            here = STAGES.index(Stage(passage.stage))
            passed = set(passage.gates.filter(state="passed").values_list("gate", flat=True))
            assert passed == {GATE_AFTER[stage].value for stage in STAGES[:here]}
            assert passage.manager_id is not None or passage.stage == Stage.LEAD
            assert (passage.state == "completed") == (passage.stage == "completed")
        transaction.set_rollback(True)
