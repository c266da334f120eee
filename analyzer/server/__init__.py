"""The servers for editors and for agents; nothing else imports them."""
