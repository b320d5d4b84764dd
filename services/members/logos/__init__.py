"""The logo of an organisation: drawn anew from what was sent, shown beside its name."""
