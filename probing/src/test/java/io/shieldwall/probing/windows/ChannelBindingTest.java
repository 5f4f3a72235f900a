package io.shieldwall.probing.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Channel bindings of certificates that OpenSSL made, by the fingerprints that it tells of them.
class ChannelBindingTest {

  @ParameterizedTest
  @CsvSource({
    "rsa:2048, -sha256, sha256",
    "rsa:2048, -sha384, sha384",
    "rsa:2048, -sha512, sha512",
    "rsa:2048, -sha1, sha256",
    "rsa:2048, -sha384 -sigopt rsa_padding_mode:pss, sha384",
    "ec -pkeyopt ec_paramgen_curve:P-256, -sha512, sha512",
    "ed25519, -batch, sha256"
  })
  void is_made_with_the_hash_of_the_signature_but_not_with_a_weak_one(
      String key, String signature, String hash, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("certificate.pem");
    Stream<String> request =
        Stream.of(
                "req -x509 -nodes -days 9 -subj /CN=netbank -keyout key.pem -newkey",
                key,
                signature)
            .flatMap(words -> Stream.of(words.split(" ")));
    Object openssl = Daemon.program("openssl");
    Daemon.run(
        folder,
        Stream.of(Stream.of(openssl), request, Stream.of("-out", file)).flatMap(w -> w).toArray());
    Daemon.run(folder, openssl, "x509", "-in", file, "-noout", "-fingerprint", "-" + hash);
    String said = Files.readString(folder.resolve("run.log"));
    byte[] fingerprint =
        HexFormat.ofDelimiter(":").parseHex(said.substring(said.indexOf('=') + 1).strip());
    byte[] prefix = "tls-server-end-point:".getBytes(StandardCharsets.US_ASCII);
    byte[] bindings =
        ByteBuffer.allocate(20 + prefix.length + fingerprint.length)
            .putInt(16, Integer.reverseBytes(prefix.length + fingerprint.length))
            .position(20)
            .put(prefix)
            .put(fingerprint)
            .array();
    assertThat(ChannelBinding.of(certificate(file)))
        .isEqualTo(MessageDigest.getInstance("MD5").digest(bindings));
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
