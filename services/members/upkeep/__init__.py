"""Keeping a body: setting it up from a template, who keeps it, what it was before."""
