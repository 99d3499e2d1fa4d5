"""Figures: measured on this machine, printed as JSON lines (docs/testing, performance plan)."""
