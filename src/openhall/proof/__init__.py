"""What nobody can change silently: a Merkle log in tiles, signed checkpoints, proofs, and their verification."""
