"""How the API knows who asks: keys with scopes."""
