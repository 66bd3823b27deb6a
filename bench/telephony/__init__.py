"""Measures the telephony: a load generator in C, the running service, and others beside it in the same run.

python -m bench.telephony            every figure, about 20 minutes
python -m bench.telephony --quick    small numbers, two minutes: shows that it runs, its figures mean little
python -m bench.telephony.soak       churn for half an hour
"""
