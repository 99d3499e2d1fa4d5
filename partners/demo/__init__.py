"""Words from which the fictional directory is made."""
