"""Everything the platform writes down about an act can be read in words, in both languages (STD-03, RE-1)."""

import ast
import itertools
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import translation

from accounts import trail
from events.enums import NeedState, SignatureState, SignedAct
from messaging import kinds
from partners.commitment_states import DecisionKind, EvidenceState
from partners.enums import ConsentAct, ContactStatus, ProposalState

ROOT = Path(__file__).resolve().parents[2]
APPS = ("messaging", "accounts", "publishing", "partners", "safety", "events", "engagement", "config")
SINKS = {("audit", "record"), ("audit", "record_all"), ("witness", "record")}

# verbs put together from the words of an enumeration: the source text of the argument, and what may stand in it
MADE_OF = {
    "f'commitment.{decision.kind}_approved'": [f"commitment.{kind}_approved" for kind in DecisionKind],
    "f'commitment.{decision.kind}_refused'": [f"commitment.{kind}_refused" for kind in DecisionKind],
    "f'commitment.{kind}_asked'": [f"commitment.{kind}_asked" for kind in DecisionKind],
    "f'consent.{act}'": [f"consent.{act}" for act in ConsentAct],
    "f'consent.{proposal.state}'": [f"consent.{s}" for s in ProposalState if s != ProposalState.WAITING],
    "f'contact.{status}'": [f"contact.{status}" for status in ContactStatus],
    "f'evidence.{there}'": [f"evidence.{s}" for s in (EvidenceState.ACCEPTED, EvidenceState.REJECTED)],
    "f'factor.{what}'": [f"factor.{what}" for what in ("added", "removed", "renamed", "codes_made", "reset")],
    "f'need.{need.state}'": [f"need.{state}" for state in (NeedState.MET, NeedState.NOT_MET)],
    "f'signature.{act}_requested'": [f"signature.{act}_requested" for act in SignedAct],
    "f'signature.{there}'": [f"signature.{s}" for s in SignatureState if s != SignatureState.REQUESTED],
}


@dataclass(frozen=True)
class Relay:
    """A function that hands a verb on: its name, and where its callers put the verb."""

    app: str
    name: str
    place: int | None


def sources():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, ast.parse(path.read_text(encoding="utf-8"))


def called(node):
    """Return (module, function) as the call names them."""
    if isinstance(node.func, ast.Attribute):
        return ast.unparse(node.func.value), node.func.attr
    return "", getattr(node.func, "id", "")


def argument(node, place, name="verb"):
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    return node.args[place] if place is not None and len(node.args) > place else None


def verbs_of(node, function, app):
    """Return the verbs that an argument may be, and the relay when the enclosing function was handed it."""
    if isinstance(node, ast.Constant):
        return {node.value}, None
    if isinstance(node, ast.IfExp):
        return verbs_of(node.body, function, app)[0] | verbs_of(node.orelse, function, app)[0], None
    source = ast.unparse(node)
    if source in MADE_OF:
        return set(MADE_OF[source]), None
    assert isinstance(node, ast.Name) and function is not None, f"nobody can tell which verbs {source} may be"
    names = [arg.arg for arg in function.args.args if arg.arg != "self"]
    if node.id in names:
        return set(), Relay(app, function.name, names.index(node.id))
    if node.id in [arg.arg for arg in function.args.kwonlyargs]:
        return set(), Relay(app, function.name, None)
    # a local name: every dotted word of the function may be meant
    words = {leaf.value for leaf in ast.walk(function) if isinstance(leaf, ast.Constant) and is_verb(leaf.value)}
    assert words, f"nobody can tell which verbs {source} may be"
    return words, None


def is_verb(value):
    return isinstance(value, str) and value.count(".") == 1 and value.replace(".", "").replace("_", "").isalpha()


def calls(tree):
    """Yield every call with the function it stands in."""

    def walk(node, function):
        for child in ast.iter_child_nodes(node):
            inside = child if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.Call):
                yield child, function
            yield from walk(child, inside)

    yield from walk(tree, None)


def every_verb():
    """Collect the verbs of every call that writes to the trail, through functions that hand a verb on."""
    known = [(app, call, function) for app, tree in sources() for call, function in calls(tree)]
    found, relays, new = set(), set(), set()
    for app, call, function in known:
        if called(call) in SINKS and (node := argument(call, 1)) is not None:
            verbs, relay = verbs_of(node, function, app)
            found |= verbs
            new |= {relay} if relay else set()
    while new - relays:
        relays |= new
        new = set()
        for (app, call, function), relay in itertools.product(known, relays):
            if app != relay.app or called(call)[1] != relay.name:
                continue
            node = argument(call, relay.place)
            if node is not None and not isinstance(node, ast.Starred):
                verbs, further = verbs_of(node, function, app)
                found |= {verb for verb in verbs if is_verb(verb)}
                new |= {further} if further else set()
    return found


@pytest.fixture(scope="module")
def verbs():
    return every_verb()


def test_the_collector_sees_literal_chosen_relayed_and_composed_verbs(verbs):
    """If this fails, the test below proves nothing."""
    assert {
        "event.created",  # a literal
        "check_in.left",  # one of two
        "event.planned",  # through a relay by place
        "paper.frozen",  # through a relay by keyword
        "submission.withdrawn",  # through a relay of another module
        "commitment.waive_milestone_approved",  # made of an enumeration
        "commitment.party_added",  # through two relays
        "consultation.closed",  # a local name
        "message.sent_again",  # by the witness of an app below
    } <= verbs
    assert len(verbs) > 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_verb_that_any_app_records_has_words(verbs, language):
    with translation.override(language):
        mute = sorted(verb for verb in verbs if trail.words_of(verb) == verb)
        assert mute == []


def test_the_words_of_the_trail_differ_between_the_languages_and_from_each_other(verbs):
    said = {}
    for language in ("en", "fr"):
        with translation.override(language):
            said[language] = {verb: trail.words_of(verb) for verb in verbs}
    assert [verb for verb in verbs if said["en"][verb] == said["fr"][verb]] == []
    for words in said.values():
        assert len(set(words.values())) == len(words), "two acts that read the same cannot be told apart"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["invitation", "receipt", "mailbox", "respondent", "system", "user"])
def test_every_kind_of_actor_is_said_in_words(kind, language):
    with translation.override(language):
        said = trail.actor_words(kind, "fill_seats", {})
        unknown = trail.actor_words("no-such-kind", "", {})
    assert said and said != unknown


def own_kinds():
    return sorted(name for name in kinds.names() if not name.startswith(("test.", "other.")))


def test_every_kind_of_message_has_a_label_of_its_own_in_both_languages():
    said = {}
    for language in ("en", "fr"):
        with translation.override(language):
            said[language] = {name: str(kinds.get(name).label) for name in own_kinds()}
    assert len(own_kinds()) >= 18
    for labels in said.values():
        assert [name for name, label in labels.items() if not label] == []
        assert len(set(labels.values())) == len(labels)
    assert [name for name in own_kinds() if said["en"][name] == said["fr"][name]] == []
