package io.shieldwall.probing;

/// The TLS that a check insists on.
///
/// @param onlyNewest whether TLS 1.3 is the minimum; otherwise 1.2 is
public record TlsSettings(TlsPolicy policy, boolean onlyNewest) {

  public String[] protocols() {
    return onlyNewest ? new String[] {"TLSv1.3"} : new String[] {"TLSv1.3", "TLSv1.2"};
  }
}
