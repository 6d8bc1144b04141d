"""A worker in a process of its own, for tests: works off the free chunks of a run in the current directory's site.

python work_off.py SITE RUN [DIE_AT]    DIE_AT: the write at which it says so and stops, for the test to kill it there; or the
                                        path of a function after which it does
"""

from __future__ import annotations

import importlib
import sys
import time

import frappe

from staff import hush_general_hooks
from talent_performance.runs import ledger, worker
from talent_performance.store import writing


def stop_at(number: int) -> None:
	"""Stop in the middle of a transaction: after the rows of the given write are in the table, before any commit."""
	write, seen = writing.write, [0]

	def writes(rows: object) -> None:
		write(rows)
		seen[0] += 1
		if seen[0] == number:
			print("in the middle", flush=True)
			time.sleep(600)

	writing.write = writes


def stop_after(path: str) -> None:
	"""Stop when this function is through, before any commit."""
	module, name = path.rsplit(".", 1)
	known = getattr(importlib.import_module(module), name)

	def done(*arguments: object) -> None:
		known(*arguments)
		print("in the middle", flush=True)
		time.sleep(600)

	setattr(importlib.import_module(module), name, done)


def main(site: str, run: str, die_at: str = "") -> None:
	"""Everything that is free, in order."""
	frappe.init(site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	hush_general_hooks()
	if die_at.isdigit():
		stop_at(int(die_at))
	elif die_at:
		stop_after(die_at)
	print("ready", flush=True)
	sys.stdin.readline()
	for chunk, _attempt in ledger.free_chunks(run):
		worker.work_chunk(chunk)
	frappe.destroy()


if __name__ == "__main__":
	main(*sys.argv[1:])
