"""`python -m poyta` is `poyta`."""

import gc
import sys

# What is imported stays: collecting garbage meanwhile only makes the start a tenth longer.
gc.disable()

from poyta.cli import main  # noqa: E402

if __name__ == "__main__":
    gc.enable()
    sys.exit(main())
