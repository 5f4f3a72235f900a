package io.shieldwall.probing.catalogue;

import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.industry.ModbusProtocol;
import io.shieldwall.probing.mail.SmtpProtocol;
import io.shieldwall.probing.names.DnsProtocol;
import io.shieldwall.probing.network.TcpProtocol;
import io.shieldwall.probing.remote.SshProtocol;
import io.shieldwall.probing.web.HttpProtocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Every protocol that a check may name; the one place where a new one is registered.
public final class Protocols {

  public static final List<Protocol> ALL =
      List.of(
          new HttpProtocol(),
          new TcpProtocol(),
          new DnsProtocol(),
          new SmtpProtocol(),
          new SshProtocol(),
          new ModbusProtocol());

  private static final Map<String, Protocol> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Protocol::name, Function.identity()));

  private Protocols() {}

  /// The protocol of that name, such as `http`.
  public static Optional<Protocol> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
