"""Two runs compared: what is new, fixed, better and worse."""
