"""Which employee records are one person, and which record is the one that counts now.

A person can have several employee records: rehired, or moved to another company. The same user is the same person. Where
that doesn't tell, an e-mail address in exactly the same words does, unless it would join two records that can't be one
person. A name never does.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

STATUS_ORDER = {"Active": 0, "Suspended": 1, "Inactive": 2, "Left": 3}
KEYS = ("user", "company_email", "personal_email")


def persons(records: pd.DataFrame) -> pd.Series:
	"""A number per employee record; records with the same number are one person.

	`records`: one row per employee record, with `user`, `company_email`, `personal_email`, `company`, `status` and
	`profile` (the profile it belongs to already, or null). Records of two profiles are never joined.
	"""
	if records.empty:
		return pd.Series([], index=records.index, dtype="int64")
	known = pd.DataFrame({key: _plain(records[key]) for key in KEYS}, index=records.index)
	known["profile"] = records["profile"].where(records["profile"].notna(), None)
	core = _joined(len(records), [_links(known["user"]), _links(known["profile"])])
	facts = pd.DataFrame(
		{
			"core": core,
			"user": known["user"].to_numpy(),
			"profile": known["profile"].to_numpy(),
			"company": records["company"].to_numpy(),
			"employed": (records["status"] != "Left").to_numpy(),
		}
	)
	mails = _mails(known)
	usable = mails[~mails["mail"].isin(_conflicting(facts.loc[mails["record"]], mails["mail"].to_numpy()))]
	joined = _joined(len(records), [_edges(core), _edges_between(usable)])
	wrong = _conflicting(facts, joined)
	return pd.Series(np.where(np.isin(joined, list(wrong)), core + len(records), joined), index=records.index)


def current_records(records: pd.DataFrame, person: pd.Series) -> pd.Series:
	"""For each person the label of the record that counts now: the active one, else the one that was begun last.

	`records` has `status` and `from_date`; ties go to the label that sorts last.
	"""
	order = pd.DataFrame(
		{
			"person": person,
			"status": records["status"].map(STATUS_ORDER).fillna(len(STATUS_ORDER)),
			"from_date": pd.to_datetime(records["from_date"]),
			"label": records.index.astype(str),
		},
		index=records.index,
	)
	order = order.sort_values(
		["status", "from_date", "label"], ascending=[True, False, False], na_position="last", kind="stable"
	)
	first = order[~order["person"].duplicated()]
	return pd.Series(first.index, index=first["person"]).sort_index()


def _plain(column: pd.Series) -> pd.Series:
	"""Without blanks around and in lower case; null where nothing is left."""
	text = column.astype("string").str.strip().str.lower().astype(object)
	return text.where(text.notna() & (text != ""), None)


def _mails(known: pd.DataFrame) -> pd.DataFrame:
	"""One row per record and address, `record` being the position."""
	position = np.arange(len(known))
	stacked = pd.concat(
		[pd.DataFrame({"record": position, "mail": known[key].to_numpy()}) for key in KEYS], ignore_index=True
	)
	return stacked.dropna().drop_duplicates()


def _conflicting(facts: pd.DataFrame, group: np.ndarray) -> set:
	"""Groups that can't be one person: two profiles, two users at work, or two records at work in one company."""
	facts = facts.assign(group=group)
	at_work = facts[facts["employed"]]
	two_profiles = facts.groupby("group")["profile"].nunique() > 1
	two_users = at_work.groupby("group")["user"].nunique() > 1
	cores = at_work.groupby(["group", "company"])["core"].nunique() > 1
	return {
		*two_profiles[two_profiles].index,
		*two_users[two_users].index,
		*cores[cores].index.get_level_values("group"),
	}


def _links(column: pd.Series) -> np.ndarray:
	"""Edges between the positions that hold the same value."""
	frame = pd.DataFrame({"record": np.arange(len(column)), "mail": column.to_numpy()})
	return _edges_between(frame.dropna())


def _edges(core: np.ndarray) -> np.ndarray:
	return _edges_between(pd.DataFrame({"record": np.arange(len(core)), "mail": core}))


def _edges_between(holders: pd.DataFrame) -> np.ndarray:
	"""Each holder of an address with its first holder."""
	if holders.empty:
		return np.empty((2, 0), dtype="int64")
	first = holders.groupby("mail")["record"].transform("first")
	return np.vstack([first.to_numpy("int64"), holders["record"].to_numpy("int64")])


def _joined(size: int, edges: list[np.ndarray]) -> np.ndarray:
	"""A number per position; joined positions share it."""
	start, end = np.hstack(edges)
	graph = coo_matrix((np.ones(len(start)), (start, end)), shape=(size, size))
	return connected_components(graph, directed=False)[1]
