"""Searching a list as a person does: the form is posted, and the address it leads to is opened."""

from urllib.parse import parse_qs, urlsplit


def search(client, address, data):
    """Post the filters of a list and return the list they lead to."""
    answer = client.post(address, data)
    if answer.status_code != 303:
        return answer
    assert urlsplit(answer.headers["Location"]).path == urlsplit(address).path
    return client.get(answer.headers["Location"])


def sealed(client, address, data):
    """Return the sealed words to which a search leads."""
    return parse_qs(urlsplit(client.post(address, data).headers["Location"]).query)["find"][0]
