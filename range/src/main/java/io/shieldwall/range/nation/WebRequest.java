package io.shieldwall.range.nation;

import java.util.Locale;

/// What somebody asks of a web site.
///
/// @param path path without query
public record WebRequest(String method, String path, Identity identity) {

  /// Who asks, as far as the site can tell.
  public enum Identity {
    /// no credentials came along
    ANONYMOUS,
    SIGNED_IN,
    /// credentials came along that do not fit, or the account is locked
    REFUSED
  }

  /// @param target path and query as they stood in the request line
  public static WebRequest of(String method, String target, Identity identity) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    return new WebRequest(method.toUpperCase(Locale.ROOT), path, identity);
  }
}
