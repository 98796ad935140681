"""Addresses of the facts room."""

from django.urls import path, register_converter

from keqiao.web.facts.views import evidence, figures, measures, proposals, row_evidence, snapshots


class Sha256:
    """The 64 hexadecimal digits of a hash."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Give it as it is."""
        return value


register_converter(Sha256, "sha256")

app_name = "facts"
urlpatterns = [
    path("measures/", measures.MeasureCatalogue.as_view(), name="measures"),
    path("measures/<slug:code>/", measures.measure, name="measure"),
    path("figures/", figures.choose, name="choose"),
    path("figures/<slug:code>/<slug:scope>/<slug:period>/", figures.figure, name="figure"),
    path(
        "figures/<slug:code>/<slug:scope>/<slug:period>/export.xlsx",
        figures.figure_workbook,
        name="figure_workbook",
    ),
    path("facts/record/", proposals.propose_view, name="record"),
    path("facts/proposals/", proposals.ProposalList.as_view(), name="proposals"),
    path("facts/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("facts/proposals/<int:pk>/confirm/", proposals.confirm_view, name="confirm"),
    path("facts/proposals/<int:pk>/refuse/", proposals.refuse_view, name="refuse"),
    path("facts/proposals/<int:pk>/withdraw/", proposals.withdraw_view, name="withdraw"),
    path("evidence/<sha256:sha256>/", evidence.evidence, name="evidence"),
    path("evidence/<sha256:sha256>/pages/", evidence.evidence_page, name="evidence_page"),
    path(
        "evidence/<sha256:sha256>/pages/<int:number>.png", evidence.evidence_picture, name="evidence_picture"
    ),
    path("evidence/rows/<slug:key>/", row_evidence.attach, name="row_evidence"),
    path("evidence/rows/<slug:key>/<int:pk>/", row_evidence.take, name="take_from_row"),
    path("snapshots/", snapshots.SnapshotList.as_view(), name="snapshots"),
    path("snapshots/new/", snapshots.freeze, name="freeze"),
    path("snapshots/<slug:code>/", snapshots.SnapshotPage.as_view(), name="snapshot"),
    path("snapshots/<slug:code>/recompute", snapshots.recompute, name="recompute"),
]
