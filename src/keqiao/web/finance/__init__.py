"""Finance: which product fits firms of which stage, and who pays for science and technology."""
