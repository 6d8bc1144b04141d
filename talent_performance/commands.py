"""What `bench --site SITE …` can do for this app. Imports wait until a command runs: bench loads this file at every start."""

from __future__ import annotations

import secrets

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


commands = [load_talent_demo]
