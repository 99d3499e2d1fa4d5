"""Endpoints of events: public facts for everybody, the staff's own events by key and scope."""

from rest_framework.routers import SimpleRouter


def routes(router: SimpleRouter) -> None:
    """Add the endpoints of this app to the router of the API."""
    from events.api.public import PublicEvents
    from events.api.staff import StaffEvents, StaffRegistrations

    router.register("events", PublicEvents, "event")
    router.register("staff/events", StaffEvents, "staff_event")
    router.register("staff/registrations", StaffRegistrations, "staff_registration")
