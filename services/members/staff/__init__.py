"""Signing in with an employer's account, where a region has set that up."""
