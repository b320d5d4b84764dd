"""A body proposes a representative of its own to an outside organ, without being asked."""
