"""The parts that people play in an appraisal, as words for tables of rules; nothing here touches the site."""

from __future__ import annotations

from enum import Enum


class Actor(Enum):
	"""A part in one appraisal. One user can have several; its subject has none but the first."""

	EMPLOYEE = "the employee"
	MANAGER = "the manager, or whoever stands above him"
	SECOND_LEVEL = "the manager's manager, or whoever stands above him"
	HR_MANAGER = "HR Manager"
	TALENT_MANAGER = "Talent Manager"
