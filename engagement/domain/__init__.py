"""The verbs of the engagement app: each one locks, checks, changes, audits and owes, in one transaction."""
