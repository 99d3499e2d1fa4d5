"""Whatever marks text as markup outside the one sanitiser fails the lint (RE-19)."""

import importlib.machinery
import importlib.util
import re
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parents[2] / ".ci/check"


@pytest.fixture(scope="module")
def check():
    loader = importlib.machinery.SourceFileLoader("house_check", str(CHECK))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("house_check", loader))
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "line",
    ["return mark_safe(text)", "SafeString(text)", "SafeString(f'<b>{text}</b>')", "    def __html__(self):",
     "from django.utils.safestring import mark_safe"],
)  # fmt: skip
def test_python_that_marks_text_as_safe_is_found(check, line):
    assert check.MARKS_SAFE.search(line)


@pytest.mark.parametrize(
    "line", ['SafeString("")', 'SafeString("<br>")', "format_html('<b>{}</b>', text)", "-> SafeString:"]
)
def test_fixed_markup_and_escaping_are_let_be(check, line):
    assert not check.MARKS_SAFE.search(line)


@pytest.mark.parametrize(
    "line",
    ["{{ text|safe }}", "{{ rows|safeseq|join }}", "{% autoescape off %}", "{%autoescape off%}", "<script>1</script>",
     '<p style="color: red">', '<a onclick="go()">', "<style>"],
)  # fmt: skip
def test_a_template_that_prints_markup_or_acts_inline_is_found(check, line):
    assert any(re.search(pattern, line) for pattern in check.TEMPLATE_RULES)


def test_nothing_of_the_kind_stands_in_the_tree(check):
    assert check.templates() == []
    assert [line for line in check.names() if "safe" in line] == []
