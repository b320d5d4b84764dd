"""Measures the frame and the services against bare ceilings in the same run."""
