package io.shieldwall.probing.browser;

import java.io.IOException;

/// The browser has ended, or talks nonsense.
final class Gone extends IOException {

  private static final long serialVersionUID = 1L;

  Gone(String message) {
    super(message);
  }
}
