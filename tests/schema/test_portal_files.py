"""The portal's components: what the build puts into one script and one sheet of styles gets along with itself."""

from __future__ import annotations

import re
from collections import defaultdict

from test_app_files import APP

PORTAL = APP / "public" / "portal"
STYLE = re.compile(r"<style>(.*?)</style>", re.S)
RULE = re.compile(r"^\s*([^{}@]+)\{", re.M)
FIRST_CLASS = re.compile(r"\.(tp-[\w-]+)")


def test_each_class_is_styled_by_one_component() -> None:
	owners = defaultdict(set)
	for file in sorted(PORTAL.rglob("*.vue")):
		for style in STYLE.findall(file.read_text("utf-8")):
			for selectors in RULE.findall(style):
				first = [
					FIRST_CLASS.search(selector)
					for selector in selectors.split(",")
					if ":has(" not in selector
				]
				for found in filter(None, first):
					owners[found.group(1)].add(file.name)
	assert len(owners) > 50
	assert {name: sorted(files) for name, files in owners.items() if len(files) > 1} == {}
