"""Evaluation: several selectors score each application by each criterion."""
