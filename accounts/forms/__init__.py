"""One request each: signing in, second factors, keys, people."""
