"""Every endpoint, with input nobody should send."""
