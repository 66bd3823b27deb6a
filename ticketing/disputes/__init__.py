"""Disputes that are talked out (有请当事人四方会谈): rounds of talks until they are settled."""
