package io.shieldwall.range.wire;

import io.shieldwall.range.nation.ServicePoint;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Chooses the certificate by the address that a client reached.
final class PlacedKeys extends X509ExtendedKeyManager {

  private final Certificates certificates;
  private final Placement placement;
  private final Map<String, ServicePoint> points = new ConcurrentHashMap<>();

  PlacedKeys(Certificates certificates, Placement placement) {
    this.certificates = certificates;
    this.placement = placement;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    if (socket == null || !keyType.startsWith("EC")) {
      return null;
    }
    InetSocketAddress local = Certificates.local(socket);
    ServicePoint point = placement.at(local).orElse(null);
    if (point == null) {
      return null;
    }
    String alias = local.getAddress().getHostAddress() + ":" + local.getPort();
    points.put(alias, point);
    return alias;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServicePoint point = points.get(alias);
    return point == null ? null : certificates.chain(point);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return certificates.serverKey().getPrivate();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return points.keySet().toArray(String[]::new);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
