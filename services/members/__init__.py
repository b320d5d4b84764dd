"""Who sits at the table: people, organisations, bodies, open calls and selections."""
