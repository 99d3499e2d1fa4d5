"""No part of a page is kept that no page uses: components and classes of the sheets."""

import re
from itertools import chain

import pytest

from kernel.gallery import INSIDE
from tests.support.environment import ROOT

pytestmark = pytest.mark.sqlite
COMPONENTS = sorted(path.stem for path in (ROOT / "templates/components").glob("*.html"))


def _sources() -> dict[str, str]:
    folders = (
        "templates",
        "kernel",
        "accounts",
        "engagement",
        "events",
        "messaging",
        "partners",
        "publishing",
        "safety",
    )
    files = chain.from_iterable((ROOT / folder).rglob("*.*") for folder in folders)
    files = chain(files, (ROOT / "static/js").glob("*.js"))
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in files
        if path.suffix in (".html", ".py", ".js") and "kernel/gallery" not in str(path)
    }


SOURCES = _sources()


def test_every_component_has_a_page_that_uses_it():
    used = {name for text in SOURCES.values() for name in re.findall(r"components/(\w+)\.html", text)}

    assert [name for name in COMPONENTS if name not in used] == []


def test_every_class_of_the_sheets_is_written_somewhere():
    everything = "\n".join(SOURCES.values())
    words = set(re.findall(r"[\w-]+", everything))
    # `state--{{ tone }}`: the rest of the name is computed
    computed = set(re.findall(r"([\w-]+(?:--|__))(?:\{[{%]|\{\})", everything))
    rules = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "static/css").glob("*.css"))
    classes = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", rules, flags=re.DOTALL)))

    assert len(classes) > 100
    left = [name for name in sorted(classes - words) if not any(name.startswith(prefix) for prefix in computed)]
    assert left == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/gallery/", "/fr/galerie/"])
def test_the_gallery_draws_every_component(client, path):
    html = client.get(path).text

    assert all(f'id="part-{name}"' in html for name in COMPONENTS if name not in INSIDE)
