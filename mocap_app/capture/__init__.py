"""Where frames come from: cameras, files, addresses, folders, the demo."""
