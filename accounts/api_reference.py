"""The reference of the API as rows for a page, read from the same OpenAPI document that programs read."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from kernel.bilingual import current

_ACTS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Value:
    """A parameter or a field: what it is called, what it holds, whether it must be given."""

    name: str
    where: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Endpoint:
    """One act at one address."""

    anchor: str
    method: str
    path: str
    title: str
    words: str
    values: list[Value]
    answers: list[tuple[str, str]]


def endpoints() -> list[tuple[str, list[Endpoint]]]:
    """Return the endpoints by the noun of their address, in order of address and act, titled in the current language."""
    return _endpoints(current())


@lru_cache(maxsize=2)
def _endpoints(language: str) -> list[tuple[str, list[Endpoint]]]:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    groups: dict[str, list[Endpoint]] = {}
    for path, acts in sorted(document["paths"].items()):
        for method in _ACTS:
            if method in acts:
                groups.setdefault(path.split("/")[3], []).append(_endpoint(document, path, method, acts[method]))
    return sorted(groups.items())


def _endpoint(document: dict[str, Any], path: str, method: str, act: dict[str, Any]) -> Endpoint:
    values = [
        Value(one["name"], one["in"], _kind(document, one.get("schema", {})), one.get("required", False), _words(one))
        for one in act.get("parameters", [])
    ]
    return Endpoint(
        anchor=act["operationId"],
        method=method.upper(),
        path=path,
        title=act["summary"],
        words=_words({"description": act["description"].partition("\n")[2]}),  # after the title
        values=values + _body(document, act),
        answers=sorted((status, _words(answer)) for status, answer in act["responses"].items()),
    )


def _body(document: dict[str, Any], act: dict[str, Any]) -> list[Value]:
    content = act.get("requestBody", {}).get("content", {})
    first: dict[str, Any] = next(iter(content.values()), {})
    schema = _resolved(document, first.get("schema", {}))
    required = set(schema.get("required", ()))
    return [
        Value(name, "body", _kind(document, field), name in required, _words(_resolved(document, field)))
        for name, field in schema.get("properties", {}).items()
    ]


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema or len(schema.get("allOf", ())) == 1:
        schema = schema["allOf"][0] if "allOf" in schema else schema
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    schema = _resolved(document, schema)
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"] if one not in ("", None))
    if "anyOf" in schema or "oneOf" in schema:
        return " | ".join(_kind(document, one) for one in schema.get("anyOf", schema.get("oneOf", ())))
    if schema.get("type") == "array":
        return f"list of {_kind(document, schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "object")


def _words(described: dict[str, Any]) -> str:
    return " ".join(str(described.get("description", "")).replace("`", "").split())
