"""Document furniture: marked, numbered, signed pages whose words may be in any script."""
