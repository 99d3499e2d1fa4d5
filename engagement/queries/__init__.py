"""What the pages of this app read: frozen rows of plain data, each with its statement count tested."""
