"""Rights that cases of fault tolerance ask for."""

APPEAL, DECIDE, VIEW = "evaluations.appeal", "evaluations.decide", "evaluations.view"
