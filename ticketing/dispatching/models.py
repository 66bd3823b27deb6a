"""Tables: dispatch (派单): legs, objections, batches, merging, and who names the unit when nobody wants it."""
