"""Who works in which organisation, in which role and from when until when."""
