"""Calibration: one rating by itself, and sessions in which many people's are compared and moved."""

from talent_performance.flows.calibration.single import (
	HELD,
	calibrate,
	check_held,
	check_rating,
	refuse,
	scale_of,
	write,
)

__all__ = ["HELD", "calibrate", "check_held", "check_rating", "refuse", "scale_of", "write"]
