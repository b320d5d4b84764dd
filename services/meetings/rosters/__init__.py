"""Who sits in a body on a day, as told by members."""
