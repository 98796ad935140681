"""From match to money: consent, secrecy, meeting, quote, contract, payments, rating; each step dated and owned."""
