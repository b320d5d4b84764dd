"""The composition root and command line: the only code that knows all services."""
