"""What comes due: certificates and agreements that end, promises of both sides, instalments — on one page."""
