"""The browser's audio: binary frames between `/ws/media` and the phone's browser leg (`docs/protocol.md`)."""
