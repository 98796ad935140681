"""From a run to final grades: consultation, publicity, objections, re-check, decision."""
