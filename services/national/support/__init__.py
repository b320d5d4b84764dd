"""Who advises which region: titles, languages and regions. Names stay in members."""
