"""Endpoints of partners: public commitments with their progress, and the lists that other answers refer to."""

from rest_framework.routers import SimpleRouter


def routes(router: SimpleRouter) -> None:
    """Add the endpoints of this app to the router of the API."""
    from partners.api import commitments, reference

    router.register("commitments", commitments.Commitments, "commitment")
    router.register("progress", commitments.Progress, "progress")
    for name, endpoint in reference.LISTS.items():
        router.register(f"reference/{name}", endpoint, f"reference_{name.replace('-', '_')}")
