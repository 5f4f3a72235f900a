package io.shieldwall.probing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates `tls: verify` accepts. Holds one TLS context a policy, so that sessions are
/// resumed across checks.
public final class Trust {

  private static final int SESSION_SECONDS = 600;
  private static final int SESSIONS = 50_000;

  private final X509TrustManager authorities;
  private final SSLSocketFactory verifying;
  private final SSLSocketFactory accepting;

  private Trust(TrustManager[] authorities) throws GeneralSecurityException {
    this.authorities = first(authorities);
    verifying = context(authorities);
    accepting = context(new TrustManager[] {new AcceptsAll()});
  }

  /// The authorities that this Java platform trusts.
  public static Trust platform() {
    return trusting(null);
  }

  /// Only the authorities of a PEM file, as an exercise with its own has them.
  public static Trust authorities(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      return trusting(store);
    } catch (GeneralSecurityException e) {
      throw new IOException(pem + " holds no certificates in PEM form", e);
    }
  }

  private static Trust trusting(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new Trust(factory.getTrustManagers());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no TLS", e);
    }
  }

  private static SSLSocketFactory context(TrustManager[] trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    context.getClientSessionContext().setSessionCacheSize(SESSIONS);
    return context.getSocketFactory();
  }

  private static X509TrustManager first(TrustManager[] managers) {
    return Stream.of(managers)
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /// The authorities for libraries that do the handshake themselves, without a look at the name.
  public X509TrustManager authorities() {
    return authorities;
  }

  public SSLSocketFactory factory(TlsPolicy policy) {
    return policy == TlsPolicy.VERIFY ? verifying : accepting;
  }

  /// Accepts every certificate: exercise systems mostly sign their own, and `tls: verify-off` says
  /// that this is no flaw.
  private static final class AcceptsAll extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
