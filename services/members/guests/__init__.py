"""Who is asked to one item of a meeting: people of partners, who need no seat and no account."""
