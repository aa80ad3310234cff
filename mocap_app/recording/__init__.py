"""Takes: recording, journalling, recovery, storage."""
