"""Who represents the organisations in national groups: organisations and regions, no names."""
