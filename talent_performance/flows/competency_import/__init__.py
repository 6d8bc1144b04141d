"""Competencies and role profiles out of files: O*NET's texts, ESCO's CSV, and a workbook of one's own. Checked first, then written whole."""
