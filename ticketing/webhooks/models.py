"""Tables: signed answers to the platforms that sent us matters."""
