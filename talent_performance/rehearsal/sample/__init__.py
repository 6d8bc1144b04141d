"""The parts of the sample company; `talent_performance.rehearsal.sample_company` puts them together."""
