package io.shieldwall.scenario;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// The canonical form of a scenario folder, its digest and its archive.
///
/// Canonical form: for each file in the order of its path, as UTF-8: length of the path (4 bytes,
/// big-endian), path, length of the content (4 bytes), content with CRLF replaced by LF. The digest
/// is the SHA-256 of that. The archive is a ZIP of the same files, stored without compression and
/// with one fixed time, so that equal folders make equal archives.
public final class ScenarioArchive {

  /// Files of a scenario: room for a body of each of 28,000 injects.
  public static final int MOST_FILES = 40_000;

  /// Bytes of all files together.
  public static final long LARGEST = 64L * 1024 * 1024;

  private static final Pattern SAFE_PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,4}");

  private ScenarioArchive() {}

  public static String digest(ScenarioFolder folder) {
    ByteArrayOutputStream canonical = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(canonical)) {
      for (Map.Entry<String, byte[]> file : folder.files().entrySet()) {
        byte[] path = file.getKey().getBytes(StandardCharsets.UTF_8);
        byte[] content = unixLines(file.getValue());
        out.writeInt(path.length);
        out.write(path);
        out.writeInt(content.length);
        out.write(content);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return HexFormat.of().formatHex(sha256(canonical.toByteArray()));
  }

  public static byte[] pack(ScenarioFolder folder) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> file : folder.files().entrySet()) {
        byte[] content = unixLines(file.getValue());
        zip.putNextEntry(entry(file.getKey(), content));
        zip.write(content);
        zip.closeEntry();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static ZipEntry entry(String path, byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry(path);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(sum.getValue());
    entry.setLastModifiedTime(FileTime.fromMillis(1_767_225_600_000L));
    return entry;
  }

  /// The folder of an archive. Bounded while inflating; paths that could leave a folder are
  /// refused.
  ///
  /// @throws IOException when the archive is damaged, too large or unsafe
  public static ScenarioFolder unpack(byte[] archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    long total = 0;
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(archive), StandardCharsets.UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readNBytes((int) (LARGEST - total + 1));
        total += content.length;
        if (total > LARGEST || files.size() >= MOST_FILES) {
          throw new IOException("the archive holds too much");
        }
        if (!isSafe(entry.getName()) || files.put(entry.getName(), content) != null) {
          throw new IOException("the archive holds an unsafe or double path: " + entry.getName());
        }
      }
    } catch (IllegalArgumentException malformed) {
      throw new IOException("the archive is damaged", malformed);
    }
    return new ScenarioFolder(files);
  }

  static boolean isSafe(String path) {
    return SAFE_PATH.matcher(path).matches();
  }

  private static byte[] unixLines(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    return text.contains("\r\n")
        ? text.replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1)
        : content;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
