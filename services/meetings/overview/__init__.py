"""The first page of meetings: what comes, what has been, what waits for its keeper."""
