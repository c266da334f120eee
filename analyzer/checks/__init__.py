"""The check: findings of changed articles, compared with what is known and written out."""
