"""What `bench --site SITE …` can do for this app. Imports wait until a command runs: bench loads this file at every start."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from frappe.commands import get_site, pass_context


@click.command("load-talent-demo")
@click.option("--remove", "removing", is_flag=True, help="Take the demo away again, without a trace.")
@click.option("--password", help="Password of the demo's users; without it one is made up and shown once.")
@click.option("--yes", is_flag=True, help="Don't ask, though the site has employees.")
@click.option(
	"--force", is_flag=True, help="With --remove: also what was added to the demo's companies since."
)
@pass_context
def load_talent_demo(context: object, removing: bool, password: str | None, yes: bool, force: bool) -> None:
	"""Load a sample company of 600 people with four years of appraisals, to look around in; --remove takes it away."""
	import frappe

	frappe.init(get_site(context))
	frappe.connect()
	try:
		frappe.set_user("Administrator")
		remove_demo(force) if removing else load_demo(password, yes)
	except frappe.ValidationError as e:
		raise click.ClickException(frappe.utils.strip_html(str(e))) from e
	finally:
		frappe.destroy()


def load_demo(password: str | None, yes: bool) -> None:
	"""Load it with a progress bar, and say who can log in."""
	from talent_performance.demo import loading

	demo = loading.new_demo(password or secrets.token_urlsafe(9))
	people = loading.real_employees()
	if people and not yes:
		click.confirm(
			f"This site has {people} employees. The demo adds companies and people of its own beside them, and users who "
			"can log in with the password that is shown at the end. Go on?",
			abort=True,
		)
	steps = len(list(demo.steps()))
	with click.progressbar(length=steps, label="Loading the demo", item_show_func=lambda label: label) as bar:
		done = [0]

		def tell(label: str) -> None:
			bar.update(done[0], label)
			done[0] = 1

		loading.load(demo, tell)
		bar.update(1, "done")
	click.echo(f"\nThe demo is there. Password of all its users: {demo.password}")
	for part in demo.parts:
		click.echo(f"  {part.user:32} {', '.join(part.roles) or 'Employee'}")
	click.echo(f"bench --site {get_site_name()} load-talent-demo --remove takes it away again.")


def get_site_name() -> str:
	"""The site that this process is connected to."""
	import frappe

	return frappe.local.site


def remove_demo(force: bool) -> None:
	"""Take it away, and say what went and what stays."""
	from talent_performance.demo import removing

	for line in removing.remove(force=force):
		click.echo(line)


@click.command("import-talent-history")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
	"--map", "map_file", type=click.Path(exists=True, dir_okay=False), help="Which heading is which, as TOML."
)
@click.option(
	"--user", default="Administrator", show_default=True, help="Who imports: his own rows are left out."
)
@click.option("--dry-run", is_flag=True, help="Only check and count.")
@pass_context
def import_talent_history(context: object, file: str, map_file: str | None, user: str, dry_run: bool) -> None:
	"""Import past ratings and potential from a CSV or Excel file; nothing is written while a single row is wrong."""
	import frappe

	path = Path(file).resolve()
	mapping = mapping_in(map_file)
	frappe.init(get_site(context))
	frappe.connect()
	try:
		frappe.set_user(user)
		import_history(path, mapping, dry_run)
	except (frappe.ValidationError, frappe.PermissionError) as e:
		raise click.ClickException(frappe.utils.strip_html(str(e))) from e
	finally:
		frappe.destroy()


def mapping_in(map_file: str | None) -> dict:
	"""A map's plain words; empty without one."""
	from talent_performance.engine.toml import load
	from talent_performance.rehearsal.mapping import MapError

	try:
		return load(map_file, dict, MapError) if map_file else {}
	except MapError as e:
		raise click.ClickException(str(e)) from e


def import_history(path: Path, mapping: dict, dry_run: bool) -> None:
	"""Check, show every problem and the counts, and import in this process."""
	import frappe

	from talent_performance.flows.opening import importing
	from talent_performance.runs import worker

	values = {"doctype": "File", "file_name": path.name, "content": path.read_bytes(), "is_private": 1}
	file = frappe.get_doc(values).insert(ignore_permissions=True)
	found = importing.look_at(file.name, mapping)
	for each in found.problems[found.problems["severity"] != "info"].itertuples():
		click.echo(
			f"{each.severity}: row {each.row}, {each.column}: {each.value!r} {each.message}; expected {each.expected}"
		)
	for each in found.counts:
		click.echo(f"{each.count:8,} {each.label}")
	if dry_run or found.errors:
		frappe.delete_doc("File", file.name, force=True, ignore_permissions=True, delete_permanently=True)
		frappe.db.commit()
		click.get_current_context().exit(1 if found.errors else 0)
	run = importing.start(file.name, mapping)
	frappe.db.commit()
	worker.work_off(run)
	state = frappe.db.get_value("Talent Run", run, "state")
	click.echo(f"{run}: {state}")
	click.get_current_context().exit(0 if state == "Completed" else 1)


commands = [load_talent_demo, import_talent_history]
