"""A throw-away site on the bench of this machine.

The bench itself isn't touched: the site lives in a workspace of its own, a temporary directory that looks like a bench
(apps, env, sites, logs) and whose apps are links into the real one, with this clone beside them. Redis runs there on
ports of its own. MariaDB is the bench's; it is started if it is down, and then stopped again. Needs the standard
library only, so that any Python can run it; the commands run in the bench's.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
APP = "talent_performance"
MARIADB, SQLITE = "mariadb", "sqlite"
ADMIN_PASSWORD = "admin"
SERVICE_SECONDS = 60
COMMAND_SECONDS = 1200


class BenchError(RuntimeError):
	"""The bench can't do what the tests need; the message says what to do about it."""


@dataclass(frozen=True)
class Bench:
	"""A bench with Frappe and ERPNext: its directory."""

	root: Path

	@property
	def python(self) -> Path:
		"""The interpreter that has Frappe."""
		return self.root / "env" / "bin" / "python"

	@property
	def config(self) -> dict:
		"""common_site_config.json."""
		return json.loads((self.root / "sites" / "common_site_config.json").read_text())

	@property
	def apps(self) -> list[str]:
		"""The apps that the bench has."""
		return (self.root / "sites" / "apps.txt").read_text().split()

	@property
	def root_password(self) -> str:
		"""Of the database's root: TP_DB_ROOT_PASSWORD, else root_password of the bench. Raises BenchError."""
		password = os.environ.get("TP_DB_ROOT_PASSWORD") or self.config.get("root_password")
		if not password:
			raise BenchError(
				"The password of MariaDB's root isn't known: set TP_DB_ROOT_PASSWORD, or root_password in "
				f"{self.root}/sites/common_site_config.json."
			)
		return password


def find_bench(variable: str = "FRAPPE_BENCH", usual: str = "~/frappe-bench") -> Bench | None:
	"""The bench that the variable names, else the usual one; None where there is none. Raises BenchError for a wrong path."""
	named = os.environ.get(variable)
	root = Path(named or usual).expanduser()
	if (root / "apps" / "erpnext").is_dir() and (root / "env" / "bin" / "python").exists():
		return Bench(root if named else root.absolute())
	if named:
		raise BenchError(
			f"{variable}={named}: there is no bench with ERPNext (apps/erpnext, env/bin/python)."
		)
	return None


def find_next_bench() -> Bench | None:
	"""A second bench, with the newest Frappe: at FRAPPE_BENCH_NEXT, else at ~/frappe-bench-next. Raises BenchError."""
	return find_bench("FRAPPE_BENCH_NEXT", "~/frappe-bench-next")


def wanted_database() -> str:
	"""On what the throw-away site is made: TALENT_TEST_DB, "mariadb" or (from Frappe 16 on) "sqlite"."""
	return os.environ.get("TALENT_TEST_DB") or MARIADB


@dataclass(frozen=True)
class Site:
	"""A site in a workspace."""

	bench: Bench
	workspace: Path
	name: str

	@property
	def sites(self) -> Path:
		"""Where bench commands run, and what Frappe calls the sites path."""
		return self.workspace / "sites"

	def run(self, *command: str) -> str:
		"""Run a bench command on the site, as in run("list-apps"), and return what it printed. Raises BenchError."""
		return self.bench_command("--site", self.name, *command)

	def bench_command(self, *command: str) -> str:
		"""Run a bench command that isn't about an existing site. Raises BenchError."""
		try:
			done = subprocess.run(
				[self.bench.python, "-m", "frappe.utils.bench_helper", "frappe", *command],
				cwd=self.sites,
				env={**os.environ, **environment(self.workspace)},
				stdin=subprocess.DEVNULL,
				stdout=subprocess.PIPE,
				stderr=subprocess.STDOUT,
				encoding="utf-8",
				errors="replace",
				timeout=COMMAND_SECONDS,
			)
		except subprocess.TimeoutExpired:
			raise BenchError(
				f"{self._without_passwords(command)} took longer than {COMMAND_SECONDS} s."
			) from None
		if done.returncode:
			raise BenchError(
				f"{self._without_passwords(command)} ended with {done.returncode}:\n{done.stdout[-6000:]}"
			)
		return done.stdout

	def _without_passwords(self, command: tuple[str, ...]) -> str:
		return " ".join("***" if word == self.bench.root_password else word for word in command)


def environment(workspace: Path) -> dict[str, str]:
	"""What a process needs to work in the workspace, and to import the app from this clone and nowhere else."""
	return {"FRAPPE_BENCH_ROOT": str(workspace), "PYTHONPATH": str(REPOSITORY)}


def write_kept_site(site: Site, file: Path) -> None:
	"""Tell other processes of a site that stays for a while."""
	file.write_text(json.dumps({"workspace": str(site.workspace), "name": site.name}))


def kept_site(bench: Bench, file: Path) -> Site:
	"""The site that keep.py keeps."""
	told = json.loads(file.read_text())
	return Site(bench, Path(told["workspace"]), told["name"])


@contextlib.contextmanager
def throwaway_site(bench: Bench, apps: tuple[str, ...] = (APP,)) -> Iterator[Site]:
	"""A site with Frappe, ERPNext, one company and this app; gone afterwards, with its database and user.

	`apps`: what is installed on top of ERPNext, in that order.
	"""
	with contextlib.ExitStack() as stack:
		if wanted_database() == MARIADB:
			stack.enter_context(mariadb(bench))
		workspace = stack.enter_context(make_workspace(bench))
		yield stack.enter_context(make_site(bench, workspace, apps))


@contextlib.contextmanager
def make_workspace(bench: Bench) -> Iterator[Path]:
	"""A directory like a bench, with Redis running for it."""
	root = Path(tempfile.mkdtemp(prefix="tp-bench-"))
	try:
		for directory in ("apps", "config/pids", "logs", "sites/assets"):
			(root / directory).mkdir(parents=True)
		apps = link_apps(bench, root)
		(root / "sites" / "apps.txt").write_text("\n".join(apps))
		with redis(root) as cache, redis(root) as queue:
			settings = {**bench.config, "redis_cache": cache, "redis_socketio": cache, "redis_queue": queue}
			settings.pop("default_site", None)
			(root / "sites" / "common_site_config.json").write_text(json.dumps(settings, indent=1))
			build_bundles(root)
			yield root
	finally:
		shutil.rmtree(root, ignore_errors=True)


def link_apps(bench: Bench, root: Path) -> list[str]:
	"""Link the bench's apps, assets and environment into the workspace, and this clone; returns the apps' names."""
	apps = [name for name in bench.apps if name != APP]
	for name in apps:
		(root / "apps" / name).symlink_to(bench.root / "apps" / name)
	for asset in (bench.root / "sites" / "assets").iterdir():
		target = root / "sites" / "assets" / asset.name
		if asset.suffix == ".json":
			shutil.copy(asset, target)  # building the app's bundles writes to these
		elif asset.name != APP:
			target.symlink_to(asset)
	(root / "apps" / APP).symlink_to(REPOSITORY)
	(root / "sites" / "assets" / APP).symlink_to(REPOSITORY / APP / "public")
	(root / "env").symlink_to(bench.root / "env")
	return [*apps, APP]


def build_bundles(root: Path) -> None:
	"""The app's JavaScript bundles, as `bench build` makes them. Raises BenchError."""
	node = shutil.which("node")
	if not node:
		raise BenchError("node isn't installed, with which Frappe builds what runs in browsers.")
	done = subprocess.run(
		[node, "apps/frappe/esbuild", "--apps", APP, "--production"],
		cwd=root,
		env={**os.environ, "FRAPPE_BENCH_ROOT": str(root)},
		stdin=subprocess.DEVNULL,
		capture_output=True,
		encoding="utf-8",
		errors="replace",
		timeout=COMMAND_SECONDS,
	)
	# Frappe's script ends well where a build fails: what counts is whether it says where the bundle is.
	built = json.loads((root / "sites" / "assets" / "assets.json").read_text())
	if done.returncode or "talent_portal.bundle.js" not in built:
		raise BenchError(f"The app's bundles weren't built:\n{(done.stdout + done.stderr)[-6000:]}")


@contextlib.contextmanager
def make_site(bench: Bench, workspace: Path, apps: tuple[str, ...]) -> Iterator[Site]:
	"""Create the site, give it a company, install the apps; drop it in the end."""
	token = secrets.token_hex(4)
	site = Site(bench, workspace, f"tp-test-{token}.localhost")
	as_root = credentials(bench)
	try:
		site.bench_command(
			"new-site", site.name, *as_root, "--db-type", wanted_database(),
			"--db-name", f"tp_test_{token}", "--admin-password", ADMIN_PASSWORD, "--install-app", "erpnext",
		)  # fmt: skip
		set_up_company(site)
		for app in apps:
			site.run("install-app", app)
		yield site
	except BaseException:
		with contextlib.suppress(BenchError):  # what went wrong first is what people need to read
			drop_site(site, as_root)
		raise
	drop_site(site, as_root)


def credentials(bench: Bench) -> tuple[str, ...]:
	"""What bench commands need to make and drop a database; nothing for SQLite, which is a file."""
	if wanted_database() == SQLITE:
		return ()
	user = bench.config.get("root_login", "root")
	return ("--db-root-username", user, "--db-root-password", bench.root_password)


def drop_site(site: Site, as_root: tuple[str, ...]) -> None:
	"""Drop the site with its database and user, as far as they were made. Raises BenchError."""
	if (site.sites / site.name).exists():
		site.bench_command("drop-site", site.name, *as_root, "--no-backup", "--force")


def set_up_company(site: Site) -> None:
	"""What a person does in the setup wizard: country, user, company, fiscal year."""
	year = datetime.date.today().year
	typed = {
		"language": "English",
		"country": "Indonesia",
		"timezone": "Asia/Jakarta",
		"currency": "IDR",
		"full_name": "Sari Wulandari",
		"email": "sari@example.com",
		"password": secrets.token_urlsafe(12),
		"company_name": "Nusantara Testing",
		"company_abbr": "NT",
		"chart_of_accounts": "Standard",
		"fy_start_date": f"{year}-01-01",
		"fy_end_date": f"{year}-12-31",
	}
	wizard = "frappe.desk.page.setup_wizard.setup_wizard.setup_complete"
	printed = site.run("execute", wizard, "--kwargs", json.dumps({"args": typed}))
	if '"ok"' not in printed:
		raise BenchError(f"The setup wizard didn't finish:\n{printed[-6000:]}")


@contextlib.contextmanager
def redis(directory: Path) -> Iterator[str]:
	"""A Redis that keeps nothing, on a free port; yields its URL. Raises BenchError where it isn't installed."""
	program = shutil.which("redis-server")
	if not program:
		raise BenchError("redis-server isn't installed (Debian, Ubuntu: apt install redis-server).")
	port = free_port()
	process = subprocess.Popen(
		[program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)],
		stdin=subprocess.DEVNULL,
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
	)
	try:
		wait_until(lambda: answers("127.0.0.1", port), f"Redis on port {port}")
		yield f"redis://127.0.0.1:{port}"
	finally:
		process.terminate()
		process.wait()


@contextlib.contextmanager
def mariadb(bench: Bench) -> Iterator[None]:
	"""The bench's MariaDB, started where it is down and then stopped again. Raises BenchError where that can't be."""
	host, port = bench.config.get("db_host") or "127.0.0.1", int(bench.config.get("db_port") or 3306)
	if answers(host, port):
		yield
		return
	start_mariadb(host, port)
	try:
		yield
	finally:
		stop_mariadb(bench, host, port)


def start_mariadb(host: str, port: int) -> None:
	"""Start this machine's MariaDB as a service. Raises BenchError."""
	if host not in ("127.0.0.1", "localhost") or not shutil.which("service"):
		raise BenchError(f"MariaDB at {host}:{port}, the bench's database, doesn't answer: start it.")
	done = subprocess.run(
		["service", "mariadb", "start"], stdin=subprocess.DEVNULL, capture_output=True, text=True
	)
	if done.returncode:
		raise BenchError(f"MariaDB is down and can't be started:\n{done.stdout}{done.stderr}")
	wait_until(lambda: answers(host, port), f"MariaDB on port {port}")


def stop_mariadb(bench: Bench, host: str, port: int) -> None:
	"""Shut the server down. Not as a service: Debian's script can't where root has a password. Raises BenchError."""
	program = shutil.which("mariadb-admin") or shutil.which("mysqladmin") or "mariadb-admin"
	user = bench.config.get("root_login", "root")
	done = subprocess.run(
		[program, "--skip-ssl", "--host", host, "--port", str(port), "--user", user, "shutdown"],
		env={**os.environ, "MYSQL_PWD": bench.root_password},
		stdin=subprocess.DEVNULL,
		capture_output=True,
		text=True,
	)
	if done.returncode:
		raise BenchError(
			f"MariaDB was started for the tests and can't be stopped:\n{done.stdout}{done.stderr}"
		)
	wait_until(lambda: not answers(host, port), f"The end of MariaDB on port {port}")


def free_port() -> int:
	"""A port on which nothing listens now."""
	with socket.socket() as s:
		s.bind(("127.0.0.1", 0))
		return s.getsockname()[1]


def answers(host: str, port: int) -> bool:
	"""Whether something listens there."""
	try:
		socket.create_connection((host, port), timeout=2).close()
	except OSError:
		return False
	return True


def wait_until(done: Callable[[], bool], what: str) -> None:
	"""Ask ten times a second. Raises BenchError after a minute."""
	end = time.monotonic() + SERVICE_SECONDS
	while not done():
		if time.monotonic() > end:
			raise BenchError(f"{what} didn't come within {SERVICE_SECONDS} seconds.")
		time.sleep(0.1)
