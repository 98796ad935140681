"""What if: other weights and thresholds tried on a finished run, kept as a draft scheme."""
