"""A learned opinion on dangers, beside the patterns of `courant.danger`."""
