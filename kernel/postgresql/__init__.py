"""What we ask of PostgreSQL beyond Django's own backend."""
