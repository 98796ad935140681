"""Tags of the administration's templates."""
