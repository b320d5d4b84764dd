"""A service of one table to measure the frame with: it writes entries down and keeps those it hears of."""
