"""RESULTS.md, section by section: each stands between markers of its own, and who measures replaces his."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")


def put(name: str, section: str) -> None:
	"""Write a section between its markers; behind everything else where it isn't there yet."""
	begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
	text = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
	before, found, rest = text.partition(begin)
	after = rest.partition(end)[2] if found else "\n"
	kept = before if found else f"{text.rstrip()}\n\n"
	FILE.write_text(f"{kept}{begin}\n\n{section.strip()}\n\n{end}{after}", encoding="utf-8")
