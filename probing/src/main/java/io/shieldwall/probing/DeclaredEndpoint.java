package io.shieldwall.probing;

/// A place in the scenario's network, as the rules of engagement speak of it.
///
/// @param address IPv4 literal
public record DeclaredEndpoint(String address, int port) {}
