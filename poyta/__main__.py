"""`python -m poyta` is `poyta`."""

import sys

from poyta.cli import main

if __name__ == "__main__":
    sys.exit(main())
