package io.shieldwall.bench;

import io.shieldwall.scenario.Probe;
import java.util.Locale;
import java.util.Map;

/// The protocols that are measured, mixed 7 : 1 : 1 : 1.
enum Kind {
  HTTP(80, 18_080),
  TCP(25, 17_025),
  DNS(53, 15_353),
  SSH(22, 12_022);

  private static final int CYCLE = 10;
  private static final int HTTP_SHARE = 7;

  private final int port;
  private final int realPort;

  Kind(int port, int realPort) {
    this.port = port;
    this.realPort = realPort;
  }

  /// What the only service of a system speaks.
  static Kind of(int system) {
    int place = system % CYCLE;
    return place < HTTP_SHARE ? HTTP : values()[place - HTTP_SHARE + 1];
  }

  int port() {
    return port;
  }

  int realPort() {
    return realPort;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Probe probe() {
    return new Probe(
        word(),
        switch (this) {
          case HTTP -> Map.of("path", "/login", "contains", "Bank of Berylia");
          case TCP -> Map.of("banner", "220 control.berylia.example");
          case DNS -> Map.of("name", "www.bank.example", "answer", "10.1.0.80");
          case SSH -> Map.of("account", Layout.ACCOUNT);
        });
  }
}
