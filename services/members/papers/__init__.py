"""The candidates of a request for names, the answer to it, and a body's own proposal, on paper."""
