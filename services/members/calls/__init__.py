"""Open calls: the notice, its times and its life."""
