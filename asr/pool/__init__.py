"""Recognition in worker processes: each holds one model, its streams go to another when it dies (`docs/adr/0014`)."""
