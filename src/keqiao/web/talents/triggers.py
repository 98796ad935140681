"""Steps of applications stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard("talents", "steps of an application are never changed", append_only=("talents_talentstep",))
