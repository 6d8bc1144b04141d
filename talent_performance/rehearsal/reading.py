"""Files to typed tables: which file feeds which table, what every cell means, and every problem on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.tables import INPUTS, Column
from talent_performance.rehearsal import headers, problems
from talent_performance.rehearsal.cells import Texts, convert, convert_dates, distinct
from talent_performance.rehearsal.files import WORKBOOKS, Grid, Library, Options, Progress, Source
from talent_performance.rehearsal.lookup import Named, resolve_names
from talent_performance.rehearsal.mapping import Block, Map, MapError
from talent_performance.rehearsal.problems import Place, Problems


@dataclass(frozen=True)
class Loaded:
	"""What was read.

	`tables` holds the tables that are there, typed as `tables.INPUTS` says: float, datetime64, bool, categorical, text with None.
	A table that couldn't be read is there without rows and columns, and named in `broken`. `problems` has the columns
	of `problems.COLUMNS`. `origins` says for each table and row which block it came from and the spreadsheet's row;
	`blocks` say file, sheet and which header each column of ours came from.
	"""

	tables: dict[str, pd.DataFrame]
	problems: pd.DataFrame
	origins: dict[str, pd.DataFrame]
	blocks: list[Origin]
	broken: set[str]

	@property
	def absent(self) -> list[str]:
		"""Names of the input tables that weren't given."""
		return [name for name in INPUTS if name not in self.tables]

	def locate(self, found: pd.DataFrame) -> pd.DataFrame:
		"""Problems of `find_problems` with file, sheet, the spreadsheet's row and the file's own header."""
		parts = [self._located(str(table), part) for table, part in found.groupby("table", sort=False)]
		return problems.tidy(pd.concat(parts, ignore_index=True)) if parts else problems.empty()

	def _located(self, table: str, part: pd.DataFrame) -> pd.DataFrame:
		origin = self.origins[table]
		whole = part["row"].isna().to_numpy()
		at = part["row"].fillna(0).to_numpy(dtype=np.int64)
		block = origin["block"].to_numpy()[at] if len(origin) else np.full(len(part), self._first(table))
		row = origin["row"].to_numpy()[at] if len(origin) else np.zeros(len(part), dtype=np.int64)
		inside = at - self._starts(table)[at] if len(origin) else at
		triples = list(zip(block, part["column"], inside, part["value"], strict=True))
		return part.assign(
			file=[self.blocks[b].place.file for b in block],
			sheet=[self.blocks[b].place.sheet for b in block],
			row=pd.array(np.where(whole, -1, row), dtype="Int64"),
			column=[self.blocks[b].header(c) for b, c, _, _ in triples],
			value=[
				v if w else self.blocks[b].value(c, i, v)
				for (b, c, i, v), w in zip(triples, whole, strict=True)
			],
			message=part["message"] + self._other(table, part["other_row"]),
		).assign(row=lambda f: f["row"].mask(whole))

	def _starts(self, table: str) -> np.ndarray:
		"""For every row of a table, the position at which its block begins."""
		block = self.origins[table]["block"].to_numpy()
		return np.searchsorted(block, block)

	def _other(self, table: str, other: pd.Series) -> pd.Series:
		rows = self.origins[table]["row"].to_numpy()
		texts = ["" if pd.isna(o) else f"; the first is row {rows[int(o)]}" for o in other]
		return pd.Series(texts, index=other.index, dtype=object)

	def _first(self, table: str) -> int:
		return next(i for i, block in enumerate(self.blocks) if block.place.table == table)


@dataclass(frozen=True)
class Origin:
	"""One place that fed a table: where it is, the header that each column of ours came from, and given names."""

	place: Place
	theirs: Mapping[str, str] = field(default_factory=dict)
	names: Mapping[str, Texts] = field(default_factory=dict)

	def header(self, column: str) -> str:
		"""The file's own name of a column."""
		return self.theirs.get(column, column)

	def value(self, column: str, position: int, value: str) -> str:
		"""What the file holds where a problem's value is ours: the name in place of the id."""
		texts = self.names.get(column)
		return texts.distinct[texts.codes[position]] if texts and texts.codes[position] >= 0 else value


@dataclass
class Part:
	"""The rows that one block gave a table."""

	frame: pd.DataFrame
	rows: np.ndarray
	origin: Origin
	missing: bool = False
	by_name: list[Named] = field(default_factory=list)


def no_progress(label: str, done: int, total: int) -> None:
	"""Progress that nobody looks at."""


def read(path: str | Path, mapping: Map | None = None, on_progress: Progress = no_progress) -> Loaded:
	"""Read every table under a path: a folder of CSV files, one CSV file, or one workbook.

	`on_progress(label, done, total)` is called now and then. Raises PathError for a path that can't be read, MapError
	for a map that doesn't fit the files; everything else is in the answer's problems.
	"""
	library = Library(Path(path))
	found = library.problems
	blocks = _plan(library, mapping or Map())
	parts: list[Part] = []
	for source, options in dict.fromkeys((source, block.options) for block, source in blocks):
		mine = [block for block, s in blocks if s == source and block.options == options]
		parts += _read_source(library, source, options, mine, on_progress)
	tables, origins = _together(parts, found)
	resolve_names(tables, _named(parts, origins), found)
	_drop_unknown(tables, origins, parts, [block for block, _ in blocks], found)
	broken = {part.origin.place.table for part in parts if part.missing}
	_check_employees(tables, parts, broken, library, found)
	return Loaded(tables, found.frame, origins, [part.origin for part in parts], broken)


@dataclass(frozen=True)
class OneTable:
	"""One table out of one file: its typed rows, each one's number in the spreadsheet, where it came from, the file's headers,
	and the problems (columns of `problems.COLUMNS`).
	"""

	frame: pd.DataFrame
	rows: np.ndarray
	origin: Origin
	header: list[str]
	problems: Problems


def read_one(path: str | Path, block: Block, on_progress: Progress = no_progress) -> OneTable:
	"""Read the table that a block describes out of a CSV file, or a workbook's sheet: the block's, else the first.

	Raises PathError for a path that can't be read, MapError for a block that doesn't fit the file.
	"""
	library = Library(Path(path))
	source = _one_source(library, block)
	header: list[str] = []
	if source is None:
		part = _unread(block, Source(Path(path)))
	else:
		(part,) = _read_source(library, source, block.options, [block], on_progress, header.extend)
	return OneTable(part.frame, part.rows, part.origin, header, library.problems)


def _one_source(library: Library, block: Block) -> Source | None:
	"""The file's only table, or the sheet that is asked for; None for a workbook that can't be opened."""
	sources = library.sources()
	wanted = [source for source in sources if not block.sheet or source.sheet == block.sheet]
	if sources and not wanted:
		sheets = ", ".join(source.sheet for source in sources)
		raise MapError(f"{block.where}.sheet: found {block.sheet!r}, expected one of {sheets}")
	return wanted[0] if wanted else None


def _check_employees(
	tables: Mapping[str, pd.DataFrame], parts: list[Part], broken: set[str], library: Library, found: Problems
) -> None:
	"""There must be a table of employees, with somebody in it."""
	mine = [part for part in parts if part.origin.place.table == "employees"]
	if not mine:
		names = ", ".join(library.files) or "no CSV file and no workbook"
		found.add("no_employees", Place(library.path.name or str(library.path), "", "employees"), found=names)
	elif tables["employees"].empty and "employees" not in broken:
		found.add("no_people", mine[0].origin.place)


# Which file feeds which table ----------------------------------------------------------------------------------------


def _plan(library: Library, mapping: Map) -> list[tuple[Block, Source]]:
	"""Every block with its source: those of the map, then files and sheets that are named after a table."""
	wrong: list[str] = []
	planned = [(block, source) for block in mapping.blocks if (source := _source(library, block, wrong))]
	if wrong:
		raise MapError("\n".join(wrong))
	used = {source for _, source in planned}
	free = [
		s
		for s in library.sources()
		if s not in used and not any(s.path == u.path and not s.sheet for u in used)
	]
	plain = Block("", options=mapping.options, reading=mapping.reading)
	named = _by_name(free, library, mapping)
	return planned + [(replace(plain, table=table, where=table), source) for table, source in named]


def _by_name(free: list[Source], library: Library, mapping: Map) -> list[tuple[str, Source]]:
	found = library.problems
	named: dict[str, list[Source]] = {}
	for source in free:
		table = headers.table_named(source.sheet or source.path.stem)
		if not table and len(free) == 1 and not library.path.is_dir() and not mapping.blocks:
			table = "employees"
			found.add("taken_as", source.place(table))
		if not table or table in mapping.tables:
			rule = "unread_sheet" if source.sheet else "unread_file"
			found.add(rule, source.place(), names=", ".join(INPUTS))
			continue
		named.setdefault(table, []).append(source)
	for table, sources in named.items():
		if len(sources) > 1:
			others = " and ".join(s.sheet or s.path.name for s in sources)
			found.add("two_files", sources[-1].place(table), others=others, table=table)
	return [(table, sources[0]) for table, sources in named.items()]


def _source(library: Library, block: Block, wrong: list[str]) -> Source | None:
	"""Where a block of the map is to be read; what can't be found is added to `wrong`."""
	if not block.file:
		own = [s for s in library.sources() if headers.table_named(s.sheet or s.path.stem) == block.table]
		own = own or (library.sources() if not library.path.is_dir() and len(library.sources()) == 1 else [])
		if not own:
			wrong.append(f'{block.where}: no file is named {block.table}; say file = "…"')
		return own[0] if own else None
	path = library.files.get(block.file)
	if path is None:
		near = headers.nearest(block.file, library.files)
		hint = f"did you mean {near!r}?" if near else f"there are {', '.join(library.files) or 'no files'}"
		wrong.append(f"{block.where}.file: there is no {block.file!r}; {hint}")
		return None
	return _sheet(library, block, path, wrong) if path.suffix.lower() in WORKBOOKS else Source(path)


def _sheet(library: Library, block: Block, path: Path, wrong: list[str]) -> Source | None:
	sheets = library.sheets(path)
	if not sheets:
		return None
	if not block.sheet and len(sheets) == 1:
		return Source(path, sheets[0])
	if block.sheet not in sheets:
		wrong.append(f"{block.where}.sheet: found {block.sheet!r}, expected one of {', '.join(sheets)}")
		return None
	return Source(path, block.sheet)


# One file -------------------------------------------------------------------------------------------------------------


def _read_source(
	library: Library,
	source: Source,
	options: Options,
	blocks: list[Block],
	on_progress: Progress,
	on_header: Callable[[list[str]], object] = len,
) -> list[Part]:
	"""What a file or sheet gives each of its blocks; read once, with the columns that any of them needs."""
	found = library.problems
	resolved: list[dict[str, tuple[int, ...]]] = []
	extra: list[dict[str, int]] = []

	def pick(header: list[str]) -> list[int]:
		on_header(header)
		_refuse_unknown_headers(header, blocks, source)
		for block in blocks:
			resolved.append(_resolve(block, header, source, found))
			extra.append({name: header.index(name) for name in block.theirs if name in header})
		wanted = {i for columns in resolved for positions in columns.values() for i in positions}
		wanted |= {i for names in extra for i in names.values()}
		headers.report_unread(header, wanted, source.place(), options.header_row, found)
		return sorted(wanted)

	grid = library.read(source, options, pick, on_progress)
	if grid is None:
		return [_unread(block, source) for block in blocks]
	return [_part(b, source, grid, r, x, found) for b, r, x in zip(blocks, resolved, extra, strict=True)]


def _unread(block: Block, source: Source) -> Part:
	return Part(pd.DataFrame(), np.zeros(0, dtype=np.int64), Origin(source.place(block.table)), missing=True)


def _refuse_unknown_headers(header: list[str], blocks: list[Block], source: Source) -> None:
	wrong = []
	for block in blocks:
		for name in block.theirs:
			if name not in header:
				near = headers.nearest(name, header)
				hint = f"did you mean {near!r}?" if near else f"there are {', '.join(header)}"
				wrong.append(f"{block.where}: {source.path.name} has no column {name!r}; {hint}")
	if wrong:
		raise MapError("\n".join(wrong))


def _resolve(block: Block, header: list[str], source: Source, found: Problems) -> dict[str, tuple[int, ...]]:
	"""Positions in the header of the columns that a block reads, as the map says or by their names."""
	table, place, row = block.described, source.place(block.table), block.options.header_row
	if block.columns is None:
		positions = headers.match(table, header, place, row, found)
		return {n: (i,) for n, i in positions.items() if n not in block.constants and n not in block.lookup}
	used = {header.index(name) for name in block.theirs}
	headers.report_duplicates(header, used, place, row, found)
	return {ours: tuple(header.index(name) for name in theirs) for ours, theirs in block.columns.items()}


def _part(
	block: Block,
	source: Source,
	grid: Grid,
	resolved: Mapping[str, tuple[int, ...]],
	extra: Mapping[str, int],
	found: Problems,
) -> Part:
	"""The typed rows of one block, filtered as the map says."""
	table, place = block.described, source.place(block.table)
	theirs = {ours: " + ".join(grid.header[i] for i in positions) for ours, positions in resolved.items()}
	theirs |= {ours: lookup.column for ours, lookup in block.lookup.items()}
	given = {**theirs, **block.constants}
	missing = headers.report_missing(table, given, grid.header, place, block.options.header_row, found)
	texts = _texts(block, grid, resolved, extra, theirs, place, found)
	keep = _wanted(block, grid, extra, texts, place, found)
	texts = {ours: _only(t, keep) for ours, t in texts.items()}
	frame = _typed(block, texts, found)
	at = np.arange(len(keep))
	names = [Named(block.table, ours, lookup.by, texts[ours], at) for ours, lookup in block.lookup.items()]
	by_name = {ours: texts[ours] for ours in block.lookup}
	return Part(frame, grid.rows[keep], Origin(place, theirs, by_name), missing, names)


def _texts(
	block: Block,
	grid: Grid,
	resolved: Mapping[str, tuple[int, ...]],
	extra: Mapping[str, int],
	theirs: Mapping[str, str],
	place: Place,
	found: Problems,
) -> dict[str, Texts]:
	"""Every column that the block fills, by its distinct values."""
	raw = {ours: _joined([grid.cells[i] for i in positions]) for ours, positions in resolved.items()}
	raw |= {ours: grid.cells[extra[lookup.column]] for ours, lookup in block.lookup.items()}
	raw |= {ours: np.full(len(grid.rows), value, dtype=object) for ours, value in block.constants.items()}
	texts = {}
	for ours, values in raw.items():
		header = theirs.get(ours, f"{ours} (fixed in the map)")
		texts[ours], used = distinct(values, ours, grid.rows, header, place, block.reading)
		if not len(grid.rows):
			continue
		unused = [v for v in block.reading.values.get(ours, {}) if v.strip().casefold() not in used]
		found.add("value_unused", place, [block.options.header_row] * len(unused), header, unused)
	return texts


def _joined(columns: list[np.ndarray]) -> np.ndarray:
	if len(columns) == 1:
		return columns[0]
	joined = [" ".join(filter(None, map(str.strip, cells))) for cells in zip(*columns, strict=True)]
	return np.array(joined, dtype=object)


def _wanted(
	block: Block,
	grid: Grid,
	extra: Mapping[str, int],
	texts: Mapping[str, Texts],
	place: Place,
	found: Problems,
) -> np.ndarray:
	"""Positions of the rows that the map doesn't leave out; how many it does is reported."""
	keep = np.ones(len(grid.rows), dtype=bool)
	for name, values in block.only.items():
		cells = pd.Series(grid.cells[extra[name]], dtype=object).str.strip()
		fits = cells.isin(values).to_numpy(dtype=bool)
		_report_left_out(keep & ~fits, f"only {name}", place, found)
		keep &= fits
	for ours in block.skip_empty:
		filled = texts[ours].codes >= 0 if ours in texts else np.zeros(len(keep), dtype=bool)
		_report_left_out(keep & ~filled, f"skip_empty {ours}", place, found)
		keep &= filled
	return np.flatnonzero(keep)


def _report_left_out(left_out: np.ndarray, why: str, place: Place, found: Problems) -> None:
	if left_out.any():
		found.add("rows_filtered", place, values=[why], count=f"{left_out.sum()}")


def _only(texts: Texts, keep: np.ndarray) -> Texts:
	return replace(texts, codes=texts.codes[keep], rows=texts.rows[keep])


def _typed(block: Block, texts: Mapping[str, Texts], found: Problems) -> pd.DataFrame:
	table = block.described
	dates = {n: t for n, t in texts.items() if table.by_name[n].kind == "date"}
	typed = convert_dates(dates, block.reading, found)
	for name, column in texts.items():
		if name not in dates:
			typed[name] = convert(column, table.by_name[name], block.reading, found)
	return pd.DataFrame({name: typed[name] for name in table.names if name in typed})


# All files together ---------------------------------------------------------------------------------------------------


def _together(parts: list[Part], found: Problems) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
	"""Tables from their parts in the order of the map, and where every row came from."""
	tables, origins = {}, {}
	for name in INPUTS:
		mine = [(i, part) for i, part in enumerate(parts) if part.origin.place.table == name]
		if not mine:
			continue
		numbers = np.repeat([i for i, _ in mine], [len(part.rows) for _, part in mine])
		rows = np.concatenate([part.rows for _, part in mine])
		origins[name] = pd.DataFrame({"block": numbers, "row": rows})
		usable = [part.frame for _, part in mine if len(part.frame.columns)]
		tables[name] = _stacked(usable, INPUTS[name].by_name) if usable else pd.DataFrame()
	return tables, origins


def _stacked(frames: list[pd.DataFrame], columns: Mapping[str, Column]) -> pd.DataFrame:
	if len(frames) == 1:
		return frames[0]
	names = [name for name in columns if any(name in frame for frame in frames)]
	return pd.DataFrame(
		{name: pd.concat([_or_empty(f, columns[name]) for f in frames], ignore_index=True) for name in names}
	)


def _or_empty(frame: pd.DataFrame, column: Column) -> pd.Series:
	if column.name in frame:
		return frame[column.name]
	if column.kind == "choice":
		return pd.Series(pd.Categorical([None] * len(frame), categories=list(column.choices)))
	empty: Any = {"number": np.nan, "date": pd.NaT, "flag": bool(column.default)}.get(column.kind)
	kind = {"number": float, "date": "datetime64[ns]", "flag": bool}.get(column.kind, object)
	return pd.Series([empty] * len(frame), dtype=kind)


def _named(parts: list[Part], origins: Mapping[str, pd.DataFrame]) -> list[Named]:
	"""The columns given by name, with their rows in the whole table."""
	columns = []
	for number, part in enumerate(parts):
		for named in part.by_name:
			rows = np.flatnonzero(origins[named.table]["block"].to_numpy() == number)
			columns.append(replace(named, rows=rows))
	return columns


def _drop_unknown(
	tables: dict[str, pd.DataFrame],
	origins: Mapping[str, pd.DataFrame],
	parts: list[Part],
	blocks: list[Block],
	found: Problems,
) -> None:
	"""Where the map says so, references to rows that aren't there become empty, each with a warning."""
	for table, name in dict.fromkeys(
		(block.table, name) for block in blocks for name in block.unknown_as_empty
	):
		frame = tables.get(table)
		other, key = INPUTS[table].by_name[name].refers.split(".")
		if frame is None or name not in frame or key not in tables.get(other, ()):
			continue
		lost = frame[name].notna() & ~frame[name].isin(tables[other][key].dropna())
		at = np.flatnonzero(lost)
		for number, rows in origins[table].iloc[at].groupby("block"):
			origin = parts[int(number)].origin
			values = frame[name].iloc[rows.index].tolist()
			more = {"key": key, "other": other}
			found.add("left_empty", origin.place, rows["row"].to_numpy(), origin.header(name), values, **more)
		tables[table] = frame.assign(**{name: frame[name].mask(lost, None)})
