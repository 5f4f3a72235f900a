package io.shieldwall.probing;

import java.io.IOException;
import java.nio.file.Path;

/// A certificate that signed itself, and its key, in a test's folder.
///
/// @param certificate in PEM form
/// @param key in PEM form, without a password
public record TestingCertificate(Path certificate, Path key) {

  /// For [TestingRange#HOST], valid for so many days.
  public static TestingCertificate of(Path folder, int days)
      throws IOException, InterruptedException {
    return of(folder, "certificate", TestingRange.HOST, days, "rsa:2048");
  }

  /// @param kind of key as OpenSSL writes it, such as `rsa:1024`
  public static TestingCertificate of(Path folder, String file, String host, int days, String kind)
      throws IOException, InterruptedException {
    TestingCertificate made =
        new TestingCertificate(folder.resolve(file + ".pem"), folder.resolve(file + "-key.pem"));
    Daemon.run(
        folder,
        Daemon.program("openssl"),
        "req",
        "-x509",
        "-newkey",
        kind,
        "-nodes",
        "-days",
        "" + days,
        "-subj",
        "/CN=" + host,
        "-addext",
        "subjectAltName=DNS:" + host,
        "-keyout",
        made.key(),
        "-out",
        made.certificate());
    return made;
  }
}
