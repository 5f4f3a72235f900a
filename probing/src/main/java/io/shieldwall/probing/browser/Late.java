package io.shieldwall.probing.browser;

import java.io.IOException;

/// The time of a visit is over.
final class Late extends IOException {

  private static final long serialVersionUID = 1L;

  Late() {
    super("the time of the visit is over");
  }
}
