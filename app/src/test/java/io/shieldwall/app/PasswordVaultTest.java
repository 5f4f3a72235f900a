package io.shieldwall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PasswordVaultTest {

  @TempDir Path folder;

  @Test
  void a_password_is_readable_with_the_same_key_only() throws IOException {
    PasswordVault vault = PasswordVault.beside(folder.resolve("a.journal"));
    String sealed = vault.seal("correct horse ✓");
    assertThat(sealed).doesNotContain("horse").isNotEqualTo(vault.seal("correct horse ✓"));
    assertThat(PasswordVault.beside(folder.resolve("a.journal")).open(sealed))
        .hasValue("correct horse ✓");
    assertThat(PasswordVault.beside(folder.resolve("b.journal")).open(sealed)).isEmpty();
    assertThat(vault.open("A" + sealed.substring(1))).isEmpty();
    assertThat(vault.open("not base64!")).isEmpty();
    assertThat(vault.open("")).isEmpty();
  }

  @Test
  void the_key_is_for_its_owner() throws IOException {
    PasswordVault.beside(folder.resolve("a.journal"));
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("a.journal.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_broken_key_is_refused_with_advice() throws IOException {
    Files.writeString(folder.resolve("a.journal.key"), "short");
    assertThatThrownBy(() -> PasswordVault.beside(folder.resolve("a.journal")))
        .isInstanceOf(UserMistake.class)
        .hasMessageContaining("a.journal.key");
  }
}
