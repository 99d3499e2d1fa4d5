"""The thread of a commitment as a diagram: findings and counts before it, milestones and updates after it (screens 6)."""

import datetime
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import Finding, Recommendation
from engagement.queries.origins import Ahead, Behind
from engagement.queries.reporting import Share
from kernel import diagrams, formats
from kernel.bilingual import text
from kernel.diagrams import Step
from kernel.rich_text import render
from partners.labels import label_of, milestone_standing
from partners.models import Commitment, Milestone, ProgressUpdate


def drawn(rows: list[Behind], led: Ahead, today: datetime.date) -> diagrams.Thread:
    """Return the diagram of one commitment; what may not be counted in public is in no part of it.

    Args:
        rows: what led to it, at least one.
    """
    commitment = rows[0].origin.commitment
    heads = diagrams.Heads(
        before=_("What it came from"),
        here=_("The commitment"),
        after=_("What it led to"),
        nothing=_("No milestone and no progress update yet."),
    )
    after = [_milestone(commitment, row, today) for row in led.milestones] + _updates(led.updates)
    chains = [_chain(row, led.meetings) for row in rows]
    return diagrams.thread("thread", _title(rows, led), heads, chains, _here(commitment, today), after)


def _title(rows: list[Behind], led: Ahead) -> str:
    findings = len({finding.pk for row in rows for finding, _shares in row.findings})
    heard = ngettext("%(count)s finding led to it", "%(count)s findings led to it", findings) % {"count": findings}
    steps = len(led.milestones)
    met = sum(row.met_on is not None for row in led.milestones)
    if not steps:
        return heard
    done = ngettext("%(met)s of %(all)s milestone met", "%(met)s of %(all)s milestones met", steps)
    return f"{heard}; {done % {'met': met, 'all': steps}}"


def _chain(row: Behind, meetings: dict[int, int]) -> list[list[Step]]:
    advice = row.origin.recommendation
    held = meetings.get(advice.consultation_id, 0)
    notes = (ngettext("%(count)s meeting", "%(count)s meetings", held) % {"count": held},) if held else ()
    first = Step(_("Consultation"), formats.typographic(text(advice.consultation, "title")), notes)
    stages = [[first], [_finding(finding, shares) for finding, shares in row.findings], [_advice(row, advice)]]
    return [stage for stage in stages if stage]


def _finding(finding: Finding, shares: list[Share]) -> Step:
    kind = f"{_('Finding')} – {formats.typographic(text(finding.theme, 'label'))}"
    return Step(kind, formats.typographic(text(finding, "statement")), tuple(_share(share) for share in shares))


def _share(share: Share) -> str:
    """Return how much one channel raised it, in the words of the list below (`parts/shares.html`)."""
    if not share.word:
        said = _("not raised, or by fewer than 5")
    else:
        said = _("was raised") if share.word == "raised" else str(share.word_label)
    if share.shown is not None and share.shown_scope is not None:
        about = (
            _("about %(shown)s of about %(scope)s tables")
            if share.unit == "tables"
            else _("about %(shown)s of about %(scope)s submissions")
        )
        said += f" ({about % {'shown': formats.number(share.shown), 'scope': formats.number(share.shown_scope)}})"
    return formats.typographic(f"{share.label}{formats.colon()} {said}")


def _advice(row: Behind, advice: Recommendation) -> Step:
    plain = " ".join(unescape(strip_tags(render(text(advice, "statement")))).split())
    kind = _("Recommendation %(number)s") % {"number": advice.number}
    notes = (f"{_('Reply')}{formats.colon()} {row.reply.get_outcome_display()}",) if row.reply else ()
    return Step(f"{kind} – {row.origin.get_relation_display()}", formats.typographic(plain), notes)


def _here(commitment: Commitment, today: datetime.date) -> Step:
    found = None if commitment.umbrella else label_of(commitment.standing, today)
    notes = (str(found.label.label),) if found else ()
    return Step(commitment.ref, formats.typographic(text(commitment, "title")), notes)


def _milestone(commitment: Commitment, row: Milestone, today: datetime.date) -> Step:
    standing = milestone_standing(commitment.standing, row.state, row.current_due, today)
    day = formats.long_date(row.met_on or row.current_due)
    return Step(_("Milestone"), formats.typographic(text(row, "name")), (f"{capfirst(standing.label)}, {day}",))


def _updates(rows: list[ProgressUpdate]) -> list[Step]:
    """Return the progress updates as one box, with the period and the health of the latest."""
    if not rows:
        return []
    last = rows[0]
    count = ngettext("%(count)s update published", "%(count)s updates published", len(rows)) % {"count": len(rows)}
    period = formats.date_range(last.period_start, last.period_end, year=True)
    latest = _("The latest: %(period)s, %(health)s") % {"period": period, "health": last.get_health_display()}
    return [Step(_("Progress"), count, (latest,))]
