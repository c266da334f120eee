"""What a long run sets aside on disk, and files that are whole or not there."""
