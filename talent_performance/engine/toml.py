"""Reading a TOML file, with a sentence for whatever can be wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

if sys.version_info >= (3, 11):
	import tomllib
else:
	import tomli as tomllib

Made = TypeVar("Made")


def load(path: str | Path, make: Callable[[Mapping[str, Any]], Made], error: type[ValueError]) -> Made:
	"""What `make` makes of a TOML file's tables.

	Raises `error` where the file can't be read or isn't TOML, and where `make` raises it; each line names the file.
	"""
	try:
		return make(_tables(Path(path), error))
	except error as e:
		raise error("\n".join(f"{path}: {line}" for line in str(e).splitlines())) from e


def _tables(path: Path, error: type[ValueError]) -> dict[str, Any]:
	try:
		return tomllib.loads(path.read_text(encoding="utf-8-sig"))
	except OSError as e:
		raise error(f"can't be read ({e.strerror})") from e
	except UnicodeDecodeError as e:
		raise error("isn't UTF-8 text; save it as UTF-8") from e
	except tomllib.TOMLDecodeError as e:
		raise error(f"isn't valid TOML: {e}") from e
