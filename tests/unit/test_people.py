"""Which employee records are one person: the same user, else the same address, never a name, never against the evidence."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.people import current_records, persons

COLUMNS = ["user", "company_email", "personal_email", "company", "status", "profile", "from_date"]


def records(**rows: tuple) -> pd.DataFrame:
	"""A table of records; what isn't given is null, the company A, the status Active."""
	table = pd.DataFrame.from_dict(
		{label: dict(zip(COLUMNS, row, strict=False)) for label, row in rows.items()},
		orient="index",
		columns=COLUMNS,
	)
	return table.astype(object).assign(
		company=table["company"].fillna("A"), status=table["status"].fillna("Active")
	)


def together(table: pd.DataFrame) -> set[frozenset[str]]:
	"""The records of each person."""
	return {frozenset(labels) for labels in table.groupby(persons(table)).groups.values()}


def test_no_records_no_persons() -> None:
	assert persons(records()).empty


def test_the_same_user_is_the_same_person_even_in_two_companies_at_once() -> None:
	table = records(one=("rina@c.id", None, None, "A"), two=("Rina@C.id ", None, None, "B"))
	assert together(table) == {frozenset({"one", "two"})}


def test_someone_who_comes_back_is_known_by_the_private_address() -> None:
	table = records(one=(None, None, "r@mail", "A", "Left"), two=("rina@c.id", None, "R@mail"))
	assert together(table) == {frozenset({"one", "two"})}


def test_colleagues_with_one_mailbox_are_not_one_person() -> None:
	table = records(one=(None, "shop@c.id"), two=(None, "shop@c.id"))
	assert len(together(table)) == 2


def test_a_shared_mailbox_does_not_hide_a_private_address() -> None:
	table = records(
		one=(None, "shop@c.id", "r@mail", "A", "Left"),
		two=(None, "shop@c.id", "r@mail"),
		three=(None, "shop@c.id"),
	)
	assert together(table) == {frozenset({"one", "two"}), frozenset({"three"})}


def test_two_users_at_work_are_two_persons() -> None:
	table = records(one=("a@c", None, "x@mail", "A"), two=("b@c", None, "x@mail", "B"))
	assert len(together(table)) == 2


def test_two_profiles_are_never_joined() -> None:
	table = records(
		one=(None, None, "x@mail", "A", "Left", "P1"),
		two=(None, None, "x@mail", "B", "Left", "P2"),
		new=(None, None, "x@mail"),
	)
	assert len(together(table)) == 3


def test_records_of_one_profile_stay_together() -> None:
	table = records(one=("a@c", None, None, "A", "Active", "P1"), two=(None, None, None, "A", "Active", "P1"))
	assert together(table) == {frozenset({"one", "two"})}


def test_a_chain_of_addresses_does_not_join_two_users() -> None:
	table = records(
		one=("a@c", None, "x@mail", "A"),
		two=(None, "x@mail", "y@mail", "B"),
		three=("b@c", None, "y@mail", "C"),
	)
	assert len(together(table)) == 3


def test_empty_addresses_join_nobody() -> None:
	table = records(one=("", " ", None, "A", "Left"), two=("", " ", None, "B", "Left"))
	assert len(together(table)) == 2


def test_the_active_record_counts_now_else_the_latest() -> None:
	table = records(
		old=(None, None, None, "A", "Active", None, "2019-01-01"),
		gone=(None, None, None, "A", "Left", None, "2024-01-01"),
		first=(None, None, None, "A", "Left", None, "2018-01-01"),
		second=(None, None, None, "A", "Left", None, "2020-01-01"),
		undated=(None, None, None, "A", "Left", None, None),
	)
	person = pd.Series([1, 1, 2, 2, 2], index=table.index)
	assert current_records(table, person).to_dict() == {1: "old", 2: "second"}


@given(
	st.lists(
		st.tuples(
			st.sampled_from([None, "u1", "u2"]),
			st.sampled_from([None, "m1", "m2"]),
			st.sampled_from([None, "m2", "m3"]),
			st.sampled_from(["A", "B"]),
			st.sampled_from(["Active", "Left"]),
			st.sampled_from([None, "P1", "P2"]),
		),
		max_size=12,
	),
	st.randoms(),
)
def test_the_order_of_rows_does_not_matter(rows: list[tuple], random: object) -> None:
	table = records(**{f"e{at}": row for at, row in enumerate(rows)})
	shuffled = list(table.index)
	random.shuffle(shuffled)
	assert together(table) == together(table.loc[shuffled]) if rows else together(table) == set()
