"""The proposal on paper, for those who decide."""
