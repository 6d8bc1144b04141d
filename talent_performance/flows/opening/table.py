"""What a file of opening history can hold, under which headings it is recognised, and the template to download."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from frappe import _

from talent_performance.engine.tables import CYCLE_KINDS, Column, Table

OPENING = Table(
	"opening_history",
	"One row a person and cycle.",
	(
		Column(
			"employee",
			"id",
			"Employee number, e-mail address or full name.",
			required=True,
			also=(
				"Employee", "ID", "Employee ID", "Employee Number", "Emp No", "NIK", "ID Karyawan", "Nomor Karyawan", "No Karyawan",
				"Karyawan", "Email",
			),
		),
		Column(
			"employee_name",
			"text",
			"Name, to compare with the number.",
			also=("Employee Name", "Full Name", "Name", "Nama", "Nama Karyawan"),
		),
		Column("company", "text", "Company, where a name alone doesn't say who it is.", also=("Company", "Perusahaan")),
		Column(
			"cycle",
			"text",
			"Title of the cycle, or its year.",
			required=True,
			also=(
				"Cycle", "Performance Cycle", "Appraisal Cycle", "Review Period", "Year", "Review Year", "Siklus", "Siklus Penilaian",
				"Periode", "Tahun",
			),
		),
		Column("kind", "choice", "Kind of cycle.", choices=CYCLE_KINDS, also=("Kind", "Cycle Kind", "Jenis", "Jenis Siklus")),
		Column(
			"start_date",
			"date",
			"First day of the cycle; without it the calendar year that the cycle names.",
			also=("Start Date", "From Date", "Tanggal Mulai", "Mulai"),
		),
		Column(
			"end_date", "date", "Last day of the cycle.", also=("End Date", "To Date", "Tanggal Selesai", "Tanggal Berakhir", "Selesai")
		),
		Column(
			"rating",
			"text",
			"Rating of record: a level's value or label.",
			also=(
				"Rating", "Final Rating", "Overall Rating", "Performance Rating", "Peringkat", "Peringkat Akhir", "Hasil Penilaian",
				"Predikat",
			),
		),
		Column(
			"score",
			"number",
			"Calculated score, where there was one.",
			also=("Score", "Final Score", "Performance Score", "Skor", "Skor Akhir", "Nilai", "Nilai Akhir"),
		),
		Column("potential", "text", "Low, Mid or High.", also=("Potential", "Potential Band", "Potensi")),
		Column("ability", "number", "Factor of potential, on its scale.", also=("Ability", "Kemampuan")),
		Column("aspiration", "number", "Factor of potential, on its scale.", also=("Aspiration", "Aspirasi")),
		Column("engagement", "number", "Factor of potential, on its scale.", also=("Engagement", "Keterikatan")),
		Column(
			"assessed_on",
			"date",
			"Day of the potential assessment; without it the cycle's last day.",
			also=("Assessed On", "Potential Assessed On", "Tanggal Penilaian Potensi"),
		),
	),
	key=("employee", "cycle"),
)  # fmt: skip
FACTORS = ("ability", "aspiration", "engagement")
POTENTIAL_WORDS = {
	"low": "low", "l": "low", "rendah": "low", "1": "low",
	"mid": "mid", "medium": "mid", "moderate": "mid", "m": "mid", "sedang": "mid", "menengah": "mid", "2": "mid",
	"high": "high", "h": "high", "tinggi": "high", "3": "high",
}  # fmt: skip
EXAMPLE = (
	"HR-EMP-00001",
	"Rina Wati",
	"",
	"Annual review 2024",
	"annual",
	"2024-01-01",
	"2024-12-31",
	"4",
	"3.85",
	"high",
	"",
	"",
	"",
	"2024-11-20",
)


def labels() -> dict[str, str]:
	"""What the columns are called in forms and in the template."""
	return {
		"employee": _("Employee"),
		"employee_name": _("Employee Name"),
		"company": _("Company"),
		"cycle": _("Cycle"),
		"kind": _("Kind"),
		"start_date": _("Start Date"),
		"end_date": _("End Date"),
		"rating": _("Rating"),
		"score": _("Score"),
		"potential": _("Potential"),
		"ability": _("Ability"),
		"aspiration": _("Aspiration"),
		"engagement": _("Engagement"),
		"assessed_on": _("Assessed On"),
	}


def template_csv() -> bytes:
	"""A CSV file with our headings and one example."""
	text = io.StringIO()
	writer = csv.writer(text)
	writer.writerow([column.also[0] for column in OPENING.columns])
	writer.writerow(EXAMPLE)
	return text.getvalue().encode("utf-8-sig")


def template_xlsx() -> bytes:
	"""The same as a workbook, every heading with its meaning as a note."""
	data = io.BytesIO()
	with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
		sheet, bold = book.add_worksheet(OPENING.name), book.add_format({"bold": True})
		for at, column in enumerate(OPENING.columns):
			sheet.write_string(0, at, column.also[0], bold)
			sheet.write_comment(0, at, column.doc)
			sheet.write_string(1, at, EXAMPLE[at])
		sheet.set_column(0, len(OPENING.columns) - 1, 16)
	return data.getvalue()
