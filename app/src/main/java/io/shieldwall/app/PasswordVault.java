package io.shieldwall.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals the passwords that teams hand over (AES-256-GCM), so that a journal can be given to
/// anybody: the key stands in a file beside it, `<journal>.key`, and in nothing else.
final class PasswordVault {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private PasswordVault(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /// The vault of a journal; its key is made when there is none, readable by the owner only.
  static PasswordVault beside(Path journal) throws IOException {
    Path file = journal.resolveSibling(journal.getFileName() + ".key");
    if (!Files.exists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] owners =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      Files.createFile(file, owners);
      Files.write(file, fresh, StandardOpenOption.SYNC);
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != KEY_BYTES) {
      throw new UserMistake(
          "%s has %d bytes; the key of a journal has %d. Put the right file back, or remove it: then"
                  .formatted(file, bytes.length, KEY_BYTES)
              + " teams must hand over their passwords again",
          1);
    }
    return new PasswordVault(bytes);
  }

  String seal(String password) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(password.getBytes(StandardCharsets.UTF_8));
      byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
      return Base64.getEncoder().encodeToString(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /// The password; empty when it was sealed with another key or changed since.
  Optional<String> open(String sealed) {
    try {
      byte[] whole = Base64.getDecoder().decode(sealed);
      if (whole.length <= NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      byte[] password =
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
      return Optional.of(new String(password, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}
