"""A journey of each role in a real browser breaks no policy: no report, no error on the console (RE-19).

Everybody begins at the first page, follows their own menu and pages of their own, opens what folds, types into the
search fields and sends a form without answers; scripts are on, and a listener hears each refusal of the policy.
"""

import itertools
import re
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Error

from tests.access.matrix import BY_APP
from tests.access.seed import plant
from tests.access.vocabulary import WHO, Decision
from tests.support.pages import same_as

MOST = 5  # pages of their own for each role, beside the menu
LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
  report(`${event.effectiveDirective} ${event.blockedURI} on ${location.pathname}: ${event.sample}`));"""
# an answer that is no page of success is told by the console as if it were an error of the page
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
BREAKS = {
    "frame-src": 'document.body.append(Object.assign(document.createElement("iframe"), {src: "http://localhost:9/"}))',
    "connect-src": 'fetch("http://localhost:9/").catch(() => 0)',
    "require-trusted-types-for": 'document.body.innerHTML = "<b>1</b>"',
    "style-src-attr": 'document.body.setAttribute("style", "color: red")',
    "img-src": 'document.body.append(Object.assign(new Image(), {src: "http://localhost:9/x.png"}))',
    "trusted-types": 'trustedTypes.createPolicy("another", {})',
}


@pytest.fixture
def listening(open_page):
    """Open a page on which every refusal of the policy is heard."""

    def open_one(language):
        page = open_page(language=language)
        page.reports = reports = []
        page.context.expose_function("report", lambda line: reports.append(line))
        page.add_init_script(LISTEN)
        page.on("dialog", lambda dialog: dialog.accept())
        page.set_default_timeout(60_000)
        return page

    return open_one


def own_pages(who, world, language):
    """Return the addresses of some pages that this role may open, taken evenly from the access table."""
    lines = [
        line
        for app in sorted(BY_APP)
        for line in BY_APP[app]
        if line.decide("GET", who) is Decision.IN and not line.name.startswith(("api", "health", "account_logout"))
        and not re.search("export|download|file|sheet|example|calendar|exit|logout|poster|picture", line.name)
    ]  # fmt: skip
    step = max(1, len(lines) // MOST)
    with translation.override(language):
        return [reverse(line.name, args=world.arguments(line.of, who)) for line in lines[::step]][:MOST]


def use(page):
    """Do on a page what a person does, and return what was done: unfold, search, send a form that is not filled in."""
    done = []
    for one in page.locator("main details:not([open]) > summary").all()[:5]:
        if one.is_visible():
            one.click()
            done.append("unfolded")
    search = page.locator("main form[role=search]").first
    field = search.locator("input:not([type=hidden]):not([type=checkbox]):not([type=radio])").first
    if search.count() and field.count() and field.is_visible() and not field.get_attribute("inputmode"):
        field.fill("ab")
        with page.expect_response("**"):
            search.get_by_role("button").first.click()
        page.wait_for_load_state()
        page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
        done.append("searched")
    form = page.locator("main form[method=post]:has(input[type=text], textarea) button:not([formaction])").first
    if form.count() and form.is_visible():
        form.click()
        page.wait_for_load_state()
        done.append("sent")
    return done


def strict(answer):
    """Say what the policy of an answer allows that it may not."""
    policy = answer.headers.get("content-security-policy", "")
    weak = [word for word in ("unsafe-", "http:", "https:", "*", "data:", "blob:") if word in policy]
    return weak or (
        [] if "require-trusted-types-for 'script'" in policy and "default-src 'none'" in policy else ["none"]
    )


def test_re19_the_journey_of_each_role_gives_no_report(live, listening):
    world, wrong, walked, done = plant(), [], {}, Counter()
    for language, who in zip(itertools.cycle(("en", "fr")), WHO, strict=False):
        page = listening(language)
        page.context.add_cookies(same_as(world.clients[who]))
        page.goto(f"{live.url}/{language}/")
        menu = page.eval_on_selector_all(
            "header a[href^='/'], nav a[href^='/']", "all => all.map((one) => one.getAttribute('href'))"
        )
        addresses = [f"/{language}/", *menu, *own_pages(who, world, language), f"/{language}/s/"]
        opened = 0
        for address in dict.fromkeys(addresses):
            try:
                answer = page.goto(live.url + address)
            except Error as error:  # a file
                assert "Download" in str(error) or "ERR_ABORTED" in str(error), f"{address}: {error}"
                continue
            if "html" not in answer.headers.get("content-type", "") or answer.status >= 400:
                continue
            opened += 1
            wrong += [f"{who} at {address}: the policy allows {word}" for word in strict(answer)]
            done.update(use(page))
        walked[who] = opened
        wrong += [f"{who}: {line}" for line in page.reports]
        wrong += [f"{who}: console: {line}" for line in page.noted.errors if not ANSWERED.search(line)]
        wrong += [f"{who}: left the origin: {url}" for url in page.noted.strangers]
        page.context.close()
    print(f"RE-19: {sum(walked.values())} pages by {len(walked)} roles, {dict(done)}, {len(wrong)} reports")
    assert wrong == []
    assert min(walked.values()) >= 5
    assert min(done["unfolded"], done["searched"], done["sent"]) >= 3, done


@pytest.mark.parametrize("directive", BREAKS)
def test_control_whatever_breaks_the_policy_is_heard(live, listening, directive):
    """If this fails, the test above proves nothing."""
    page = listening("en")
    page.goto(f"{live.url}/en/")
    assert page.reports == []
    page.evaluate(f"() => {{ try {{ {BREAKS[directive]} }} catch {{ }} }}")
    page.wait_for_function("() => true")
    for _turn in range(50):
        if page.reports:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
    assert any(line.startswith(directive) for line in page.reports), (page.reports, page.noted.errors)
