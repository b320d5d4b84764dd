"""The candidates of a request for names, and the answer to it, on paper."""
