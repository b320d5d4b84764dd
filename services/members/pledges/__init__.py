"""Who sits for the organisations accepts the principle: one speaks for all of them."""
