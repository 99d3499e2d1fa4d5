"""Endpoints of engagement: consultations with paper, questionnaire, findings, recommendations and replies, for everybody."""

from rest_framework.routers import SimpleRouter


def routes(router: SimpleRouter) -> None:
    """Add the endpoints of this app to the router of the API."""
    from engagement.api import answers, consultations

    router.register("consultations", consultations.Consultations, "consultation")
    router.register("consultations/<slug:ref>/findings", answers.Findings, "finding")
    router.register("consultations/<slug:ref>/recommendations", answers.Recommendations, "recommendation")
    router.register("consultations/<slug:ref>/dispositions", answers.Dispositions, "disposition")
