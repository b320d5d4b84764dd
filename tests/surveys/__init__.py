"""Tests of surveys, against real servers."""
