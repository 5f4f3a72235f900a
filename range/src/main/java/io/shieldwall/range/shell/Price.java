package io.shieldwall.range.shell;

import io.shieldwall.scenario.Rules.ActionTerms;

/// The price of a priced action by the rules.
final class Price {

  private Price() {}

  /// Points of the team's request with this number, from 1.
  static long of(ActionTerms terms, int request) {
    return switch (terms.growth()) {
      case FLAT -> terms.points();
      case LINEAR -> (long) terms.points() * request;
      case FIBONACCI -> terms.points() * fibonacci(request);
    };
  }

  private static long fibonacci(int number) {
    long present = 1;
    long before = 0;
    for (int i = 1; i < number && present < 1_000_000; i++) {
      long next = present + before;
      before = present;
      present = next;
    }
    return present;
  }
}
