"""Pure computation: frames and arrays in, frames and arrays out; no Django, database, clock or network."""
