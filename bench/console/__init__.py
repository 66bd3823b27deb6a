"""Desks in numbers: 500 agents' sockets and 20 wallboards on one node while 60 calls run, beside a bare WebSocket server.

The calls are real SIP calls with sound both ways. What is said in them is not recognised: their transcripts come from written
calls, replayed through the recogniser port at real pace (`bench.console.replaying`), for 120 channels of recognition are more
than a small machine has. Frames of the bare server are ready-made and equal to ours, for the same recipients, in turns.
"""
