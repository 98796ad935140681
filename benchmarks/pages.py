"""The pages that people click on: every line of the navigation, and one of each kind below it."""

from __future__ import annotations


def addresses(user: object) -> list[str]:
    """Return the addresses that ``user`` may open: the navigation, a profile, a figure, a result and why it came."""
    from django.db.models import F
    from django.urls import reverse

    from keqiao.web.evaluations.models import Run, RunTotal
    from keqiao.web.registry.models import Platform
    from keqiao.web.site.navigation import sections

    found = [line.url for section in sections(user, "/") for line in section.items]  # type: ignore[arg-type]
    platform = Platform.objects.current().order_by("code")[0]
    found += [
        platform.get_absolute_url(),
        reverse("facts:figure", args=("rd_headcount", platform.code, "2024")),
        reverse("facts:figure", args=("operating_revenue", "city", "2024")),
        "/registers/patents/",
        "/registers/engagements/?q=%E7%A4%BA%E8%8C%83",
    ]
    run = Run.objects.filter(state=Run.State.DONE, scheme__status="active").order_by("-pk").first()
    total = RunTotal.objects.filter(run=run).order_by(F("rank").asc(nulls_last=True), "pk").first()
    if run is not None and total is not None:
        found += [run.get_absolute_url(), f"{run.get_absolute_url()}{total.platform.code}/"]
    return list(dict.fromkeys(found))
