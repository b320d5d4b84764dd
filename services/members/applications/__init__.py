"""Applications in a call, from receipt to withdrawal."""
