"""Moving to another e-mail address: asked for, confirmed by a link sent there, or given up."""
