"""Reviews of recordings: forms, samples, calibration, feedback, mismatches."""
