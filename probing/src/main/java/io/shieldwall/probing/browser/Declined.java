package io.shieldwall.probing.browser;

import java.io.IOException;

/// The browser does not do what it was asked for, such as in a page that it is leaving.
final class Declined extends IOException {

  private static final long serialVersionUID = 1L;

  Declined(String message) {
    super(message);
  }
}
