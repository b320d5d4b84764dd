"""How a call goes round: returned, revised, opened again, or given up."""
