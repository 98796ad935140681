"""What a run on the verified basis reads: a missing figure that comes from verified rows stays missing."""

import pytest
from tests.web.evaluations.conftest import frozen

from keqiao.web.evaluations import computation, selectors, services
from keqiao.web.evaluations.forms import NewRunForm
from keqiao.web.facts.models import MeasureDefinition

DERIVED, RECORDED = "rd_headcount", "local_contract_amount"


@pytest.fixture
def done(officer, city, scheme):
    """``done(basis)``: a run in which one measure comes from rows, of which nothing is verified."""
    snapshot = frozen(city, officer, "S-D", verified={"firms_served"})
    codes = {measure.code for measure in computation.scheme_of(scheme).measures}
    code = DERIVED if DERIVED in codes else RECORDED
    MeasureDefinition.objects.filter(measure__code=code).update(derivation="rd_headcount")

    def run(basis):
        made = services.start_run(
            officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"], basis=basis
        )
        return code, services.execute_run(made)

    return run


@pytest.mark.parametrize("basis", ["verified", "both"])
def test_a_missing_verified_figure_is_missing(done, officer, basis):
    code, run = done(basis)
    kept = selectors.stored_frames(run)
    panel = computation.panel_of(kept)
    assert panel.alone == {code}
    assert panel.basis("verified")[code].null_count() == panel.reported.height
    # Of a recorded measure the verified value stands where one was set, else the reviewed reported one.
    assert panel.basis("verified")["firms_served"].null_count() == 0
    assert (
        panel.basis("verified")["firms_served"].to_list() == kept["input_verified"]["firms_served"].to_list()
    )
    reported = panel.basis("reported")[code].null_count()
    assert reported == (panel.reported.height if basis == "verified" else 0)
    assert services.recompute(officer, run).same_result


def test_a_run_on_the_reported_basis_keeps_nothing_new(done):
    _code, run = done("reported")
    assert computation.DERIVED not in selectors.stored_frames(run)


def test_a_new_run_takes_the_verified_basis(officer):
    assert NewRunForm(officer).fields["basis"].initial == "verified"
