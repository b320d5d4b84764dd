"""Who holds a seat: representatives that change, personal deputies, and the offices of a body."""
