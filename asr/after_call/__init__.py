"""What was put off, lost, or is read a second time: decoded from the recording after the call, in a process of its own."""
