"""TOML out: Python reads TOML but doesn't write it, and two small files are all that is written here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any


def quoted(text: str) -> str:
	"""A text as a TOML string. JSON's escapes are TOML's, but for the delete character."""
	return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
	"""A key, in quotes where it needs them."""
	return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def inline(value: Any) -> str:
	"""A value on one line. None isn't a TOML value: leave it out before."""
	if isinstance(value, bool):
		return "true" if value else "false"
	if isinstance(value, str):
		return quoted(value)
	if isinstance(value, Mapping):
		pairs = ", ".join(f"{key(k)} = {inline(v)}" for k, v in value.items() if v is not None)
		return f"{{ {pairs} }}" if pairs else "{}"
	if isinstance(value, list | tuple):
		return f"[{', '.join(inline(v) for v in value)}]"
	whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
	return repr(int(value) if whole else value)


def document(data: Mapping[str, Any], path: tuple[str, ...] = ()) -> str:
	"""A whole document: plain values first, then a section for each table; lists of tables one entry a line."""
	sections = {k: v for k, v in data.items() if isinstance(v, Mapping) and not (path and _is_flat(v))}
	plain = {k: v for k, v in data.items() if k not in sections and v is not None}
	head = [f"[{'.'.join(map(key, path))}]"] if path and (plain or not sections) else []
	own = "\n".join([*head, *(f"{key(k)} = {_spread(v)}" for k, v in plain.items())])
	parts = [f"{own}\n" if own else "", *(document(v, (*path, k)) for k, v in sections.items())]
	return "\n".join(filter(None, parts))


def _is_flat(section: Mapping[str, Any]) -> bool:
	return not any(isinstance(v, Mapping) or _is_list_of_tables(v) for v in section.values())


def _is_list_of_tables(value: Any) -> bool:
	return isinstance(value, list | tuple) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _spread(value: Any) -> str:
	return (
		"[\n" + "".join(f"\t{inline(v)},\n" for v in value) + "]"
		if _is_list_of_tables(value)
		else inline(value)
	)
