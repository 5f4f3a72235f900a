package io.shieldwall.probing.catalogue;

import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.browser.BrowserProtocol;
import io.shieldwall.probing.browser.Browsers;
import io.shieldwall.probing.chat.IrcProtocol;
import io.shieldwall.probing.chat.SipProtocol;
import io.shieldwall.probing.chat.XmppProtocol;
import io.shieldwall.probing.custom.CustomChecks;
import io.shieldwall.probing.custom.Programs;
import io.shieldwall.probing.data.MongodbProtocol;
import io.shieldwall.probing.data.MssqlProtocol;
import io.shieldwall.probing.data.MysqlProtocol;
import io.shieldwall.probing.data.PostgresqlProtocol;
import io.shieldwall.probing.data.RedisProtocol;
import io.shieldwall.probing.directory.KerberosProtocol;
import io.shieldwall.probing.directory.LdapProtocol;
import io.shieldwall.probing.files.FtpProtocol;
import io.shieldwall.probing.files.NfsProtocol;
import io.shieldwall.probing.files.SftpProtocol;
import io.shieldwall.probing.files.SmbProtocol;
import io.shieldwall.probing.industry.Dnp3Protocol;
import io.shieldwall.probing.industry.Iec104Protocol;
import io.shieldwall.probing.industry.ModbusProtocol;
import io.shieldwall.probing.industry.OpcuaProtocol;
import io.shieldwall.probing.industry.S7Protocol;
import io.shieldwall.probing.mail.ImapProtocol;
import io.shieldwall.probing.mail.MailProtocol;
import io.shieldwall.probing.mail.Pop3Protocol;
import io.shieldwall.probing.mail.SmtpProtocol;
import io.shieldwall.probing.messaging.AmqpProtocol;
import io.shieldwall.probing.messaging.MqttProtocol;
import io.shieldwall.probing.names.DnsProtocol;
import io.shieldwall.probing.network.IcmpProtocol;
import io.shieldwall.probing.network.NtpProtocol;
import io.shieldwall.probing.network.OpenvpnProtocol;
import io.shieldwall.probing.network.SnmpProtocol;
import io.shieldwall.probing.network.TcpProtocol;
import io.shieldwall.probing.network.TlsProtocol;
import io.shieldwall.probing.network.WireguardProtocol;
import io.shieldwall.probing.remote.RdpProtocol;
import io.shieldwall.probing.remote.SshProtocol;
import io.shieldwall.probing.remote.TelnetProtocol;
import io.shieldwall.probing.remote.VncProtocol;
import io.shieldwall.probing.web.ElasticsearchProtocol;
import io.shieldwall.probing.web.GrpcProtocol;
import io.shieldwall.probing.web.HttpProtocol;
import io.shieldwall.probing.web.WebProtocol;
import io.shieldwall.probing.web.WebsocketProtocol;
import io.shieldwall.probing.windows.WinrmProtocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every protocol that a check may name; the one place where a new one is registered.
public final class Protocols {

  private static final List<Protocol> OWN =
      List.of(
          new HttpProtocol(),
          new WebProtocol(),
          new TcpProtocol(),
          new DnsProtocol(),
          new SmtpProtocol(),
          new ImapProtocol(),
          new Pop3Protocol(),
          new MailProtocol(),
          new FtpProtocol(),
          new SftpProtocol(),
          new LdapProtocol(),
          new KerberosProtocol(),
          new IrcProtocol(),
          new SipProtocol(),
          new XmppProtocol(),
          new SmbProtocol(),
          new NfsProtocol(),
          new TelnetProtocol(),
          new VncProtocol(),
          new RdpProtocol(),
          new SshProtocol(),
          new WinrmProtocol(),
          new PostgresqlProtocol(),
          new MysqlProtocol(),
          new MssqlProtocol(),
          new RedisProtocol(),
          new NtpProtocol(),
          new IcmpProtocol(),
          new MongodbProtocol(),
          new TlsProtocol(),
          new S7Protocol(),
          new Iec104Protocol(),
          new MqttProtocol(),
          new SnmpProtocol(),
          new AmqpProtocol(),
          new GrpcProtocol(),
          new WebsocketProtocol(),
          new OpcuaProtocol(),
          new OpenvpnProtocol(),
          new WireguardProtocol(),
          new ElasticsearchProtocol(),
          new Dnp3Protocol(),
          new ModbusProtocol());

  /// All of them, where the organisers brought no programs of their own and there is no browser.
  public static final List<Protocol> ALL = with(Programs.none(), Browsers.none());

  private static final Map<String, Protocol> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Protocol::name, Function.identity()));

  private Protocols() {}

  /// All of them, with the organisers' programs for the custom checks and a browser.
  public static List<Protocol> with(Programs programs, Browsers browsers) {
    Stream<Protocol> others =
        Stream.concat(Stream.of(new BrowserProtocol(browsers)), CustomChecks.of(programs).stream());
    return Stream.concat(OWN.stream(), others).toList();
  }

  /// The protocol of that name, such as `http`.
  public static Optional<Protocol> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
