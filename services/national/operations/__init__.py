"""How every instance stands, for the operators of the host."""
