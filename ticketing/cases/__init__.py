"""The case library (典型案例): model cases, case bulletins, and root-cause notes that close a cluster (举一反三)."""
