"""A person at a browser without JavaScript: begin, and save a page of answers."""

import re

from django.test import Client
from django.urls import reverse

ANONYMOUS = {"attribution": "anonymous", "uses": ["analyse", "quote"], "capacity": "individual"}


def respond(consultation):
    return reverse("engagement:respond", args=[consultation.ref])


def begun(consultation, client=None, **choices):
    """Return a browser that has begun, and the secret it was shown."""
    client = client or Client()
    client.get(respond(consultation))
    response = client.post(respond(consultation), {**ANONYMOUS, **choices})
    assert response.status_code == 302, response.context["form"].errors
    page = client.get(response["Location"]).content.decode()
    secret = re.search(r"<dd>([2-9A-Z]{4}(?:-[2-9A-Z]{4}){3})</dd>", page)[1]
    return client, secret


def page(consultation, number):
    return reverse("engagement:answer", args=[consultation.ref, number])


def save(client, consultation, number, go="next", **answers):
    seen = client.get(page(consultation, number)).context["form"]["seen"].value()
    return client.post(
        page(consultation, number), {"seen": seen, "go": go, **{f"q-{k}": v for k, v in answers.items()}}
    )
