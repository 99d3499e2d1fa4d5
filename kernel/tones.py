"""The tone of a state: what tint and shape stand beside its word. Unknown states are quiet."""

GOOD = """accepted achieved active admitted agreed answered approved arrived checked_in completed
confirmed delivered done frozen given granted met on_track open published ratified ready received replied released signed submitted
verified"""
BUSY = """accepted_in_part already_under_way analysing checked claimed collecting implied in_progress invited offered opened pending
planned prepared proposed put_forward reporting review reviewed requested running scheduled
sending sent started submitting under_way waiting waitlisted"""
OVER = "archived closed concluded ended erased inactive lapsed left no_longer_due over revised superseded void waived"
WARN = "at_risk changed deferred due expiring held late postponed stale uncertain unconfirmed unknown withdrawn"
BAD = """blocked bounced cancelled dead declined delayed denied disputed expired failed not_accepted not_met not_tested
overdue refused rejected revoked suppressed"""

TONES = {
    state: tone
    for tone, states in (("good", GOOD), ("busy", BUSY), ("warn", WARN), ("bad", BAD), ("over", OVER))
    for state in states.split()
}


NAMES = frozenset({"good", "busy", "warn", "bad", "quiet", "over"})


def tone_of(state: object) -> str:
    """Return `good`, `busy`, `warn`, `bad`, `over` or `quiet` for the code of a state, or the tone itself."""
    code = str(state or "")
    return code if code in NAMES else TONES.get(code, "quiet")
