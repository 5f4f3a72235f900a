package io.shieldwall.probing.browser;

import io.shieldwall.probing.custom.Companion;
import io.shieldwall.probing.custom.Lane;
import io.shieldwall.probing.custom.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One Chromium at work, for one check. Closing it ends all of its processes and removes its
/// profile.
final class Browser implements AutoCloseable {

  private final Companion process;
  private final Inbox inbox;
  private final DevTools tools;

  private Browser(Companion process, Inbox inbox, DevTools tools) {
    this.process = process;
    this.inbox = inbox;
    this.tools = tools;
  }

  /// @param patience how long to wait for a place
  /// @param subject whose pages it is to show; empty for none
  /// @param left time that is left when it has been started
  static Browser start(
      Lane lane, Path program, List<String> switches, Duration patience, String subject, Left left)
      throws IOException, InterruptedException {
    Inbox inbox = new Inbox();
    // its profile is made in HOME, which the lane makes and removes
    Order order = new Order(program, switches, Map.of(), Map.of(), patience, subject);
    Companion process = lane.start(order, inbox::listen);
    return new Browser(process, inbox, new DevTools(inbox, process.requests(), left.now()));
  }

  /// Tells the time that is left.
  @FunctionalInterface
  interface Left {
    Duration now();
  }

  DevTools tools() {
    return tools;
  }

  /// The user that its processes run as.
  long user() {
    return process.user();
  }

  /// Listens to it no more, from another thread.
  void silence() {
    inbox.end();
  }

  /// The last thing that it complained of.
  String complaint() {
    return process.complaint();
  }

  /// Says that the visit was done in time.
  void inTime() {
    process.inTime();
  }

  /// Says that the pages kept it waiting until it was too late.
  void late() {
    process.late();
  }

  @Override
  public void close() {
    inbox.close();
    process.close();
  }
}
