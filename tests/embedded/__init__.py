"""Tests of the embedded stack and of provisioning, against real servers."""
