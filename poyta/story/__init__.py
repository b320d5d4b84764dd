"""The acceptance year as a story that is played through the front door, for the demo and the tests."""
