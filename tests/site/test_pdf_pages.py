"""PDFs on servers that can't make them."""

from __future__ import annotations

import pytest

import frappe

from harness import Site
from talent_performance.flows import pdf_pages


@pytest.mark.parametrize(("said", "raised"), [(pdf_pages.MISSING, frappe.ValidationError), ("Full", OSError)])
def test_a_server_without_the_program_says_what_is_missing(
	on_site: Site, monkeypatch: pytest.MonkeyPatch, said: str, raised: type[Exception]
) -> None:
	def fails(*_arguments: object) -> bytes:
		raise OSError(f"{said}: b''")

	monkeypatch.setattr(pdf_pages, "get_pdf", fails)
	with pytest.raises(raised) as refused:
		pdf_pages.as_pdf("<p>A page</p>")
	assert ("wkhtmltopdf isn't installed" in str(refused.value)) is (raised is frappe.ValidationError)
