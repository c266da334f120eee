"""What texts have in common: exact joins, clusters, copied passages."""
