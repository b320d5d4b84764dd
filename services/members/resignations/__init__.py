"""Who holds a seat, an office or a place as a deputy gives it up before its time."""
