"""Every public function of a domain module is reached from outside tests: no verb without a page, task or command.

A function counts as used when its name stands anywhere outside its own definition, the tests and the migrations: as a
name, an attribute, or a word of an import. That is generous, and quick; a name that two modules share may hide one.
To narrow that, an attribute of a module (`consent.record`) counts for that module alone when the module is imported.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "engagement", "events", "kernel", "messaging", "partners", "publishing", "safety")
OUTSIDE = ("config", "bench")  # these use verbs, too, and have none
# reviewed: what stands without a caller in the product, and why
REVIEWED = {
    "partners.domain.consent.may_write": "may_write_to for one person; the promises about consent read by it",
}


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the product, by its dotted name."""
    found = {}
    for top in (*APPS, *OUTSIDE):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"migrations", "tests"} & set(parts):
                found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def public_functions(module: str, tree: ast.Module) -> Iterator[str]:
    if module.split(".")[1:2] == ["domain"]:
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                if not any(registers(decorator) for decorator in node.decorator_list):
                    yield node.name


def registers(decorator: ast.expr) -> bool:
    """Say whether a decorator hands the function to somebody who calls it, as `register(...)` and `receiver(...)` do."""
    words = ast.unparse(decorator).partition("(")[0].split(".")[-1]
    return words in {"register", "receiver", "shared_task", "periodic", "on_delivery"}


def imported(tree: ast.Module) -> dict[str, str]:
    """Return what each name of a module stands for: the dotted name of a module, or of a thing in one."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    return names


def uses(module: str, tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names that a module makes use of, outside the function of that name itself."""
    known, own = imported(tree), {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    yield from known.values()
    for top in tree.body:
        inside = top.name if isinstance(top, ast.FunctionDef) else ""
        for node in ast.walk(top):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                yield f"{known.get(node.value.id, '')}.{node.attr}"
            elif isinstance(node, ast.Name) and node.id in own and node.id != inside:
                yield f"{module}.{node.id}"
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") >= 2:
                yield node.value  # a function named in text, such as a task


def unused(found: dict[str, ast.Module]) -> list[str]:
    used = {name for module, tree in found.items() for name in uses(module, tree)}
    named = (f"{module}.{name}" for module, tree in found.items() for name in public_functions(module, tree))
    return sorted(name for name in named if name not in used)


def test_every_public_function_of_a_domain_is_reached_from_outside_the_tests():
    idle = [name for name in unused(trees()) if name not in REVIEWED]
    assert idle == [], "give each a page, a task or a command, or take it away"


def test_the_list_of_exceptions_holds_nothing_that_is_used_or_gone():
    assert sorted(REVIEWED) == [name for name in unused(trees()) if name in REVIEWED]


def test_control_a_function_that_nothing_calls_is_found_and_one_that_is_called_is_not():
    """If this fails, the test above proves nothing."""
    domain = "def idle():\n    return idle()\n\ndef busy():\n    pass\n\ndef _own():\n    pass\n"
    view = "from app.domain import verbs\nverbs.busy()\nother.idle()\n"
    made = {"app.domain.verbs": ast.parse(domain), "app.views": ast.parse(view)}
    assert unused(made) == ["app.domain.verbs.idle"]
    assert len([name for module, tree in trees().items() for name in public_functions(module, tree)]) > 300
