package io.shieldwall.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What only those who share a key file can read, and what only they can have written: AES-256-GCM
/// with a random nonce of 96 bits. A sealed text is bound to the record that it travels in, so it
/// cannot be moved into another one.
public final class Seal {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  private Seal(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /// The seal of a key file: 32 bytes in Base64 on one line.
  ///
  /// @throws IOException when there is no such file, when it is none, or when others may read it
  public static Seal of(Path file) throws IOException {
    String text = Files.readString(file).strip();
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.GROUP_READ)) {
      throw new IOException("others may read the key file " + file + "; run: chmod 600 " + file);
    }
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      key = new byte[0];
    }
    if (key.length != KEY_BYTES) {
      throw new IOException(file + " is no key file: it must hold 32 bytes in Base64");
    }
    return new Seal(key);
  }

  /// Writes a key file that only its owner may read.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException when there is one
  public static void create(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    Files.writeString(
        file, Base64.getEncoder().encodeToString(key) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
  }

  /// @param about what the text belongs to; must be the same when it is opened
  String close(String text, String about) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, about).doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder()
          .encodeToString(
              ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /// @throws GeneralSecurityException when it was sealed with another key, for something else, or
  ///   was changed
  String open(String sealed, String about) throws GeneralSecurityException {
    byte[] all;
    try {
      all = Base64.getDecoder().decode(sealed);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no sealed text", e);
    }
    if (all.length < NONCE_BYTES) {
      throw new GeneralSecurityException("no sealed text");
    }
    ByteBuffer buffer = ByteBuffer.wrap(all);
    byte[] nonce = new byte[NONCE_BYTES];
    buffer.get(nonce);
    byte[] rest = new byte[buffer.remaining()];
    buffer.get(rest);
    return new String(
        cipher(Cipher.DECRYPT_MODE, nonce, about).doFinal(rest), StandardCharsets.UTF_8);
  }

  private Cipher cipher(int mode, byte[] nonce, String about) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(about.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
