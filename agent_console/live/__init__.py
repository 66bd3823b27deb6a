"""Live desks: a snapshot, then numbered events; a gap is resumed or a new snapshot is taken (`docs/protocol.md`)."""
