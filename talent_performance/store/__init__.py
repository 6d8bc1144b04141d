"""The only place that moves tables between the site's database and the engine."""

from talent_performance.store import listeners
from talent_performance.store.dialect import among_whatever_case, seeing_others, update_join
from talent_performance.store.likeness import insert_like
from talent_performance.store.locks import missing
from talent_performance.store.names import reserve
from talent_performance.store.writing import Written, amend, insert, reasons_for_documents

__all__ = [
	"Written",
	"amend",
	"among_whatever_case",
	"insert",
	"insert_like",
	"listeners",
	"missing",
	"reasons_for_documents",
	"reserve",
	"seeing_others",
	"update_join",
]
