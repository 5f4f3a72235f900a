package io.shieldwall.probing.files;

import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.remote.SshLogin;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpException;

/// SFTP (draft-ietf-secsh-filexfer-02, version 3, and later ones) over SSH.
public final class SftpProtocol implements Protocol {

  private static final int MOST_NAMES = 10_000;

  @Override
  public String name() {
    return "sftp";
  }

  @Override
  public String summary() {
    return "Signs in over SFTP, lists a directory or fetches a file, and plants one where wanted.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(required("account", Type.ACCOUNT, "Account to sign in with."));
    parameters.addAll(Fetched.parameters());
    return parameters;
  }

  @Override
  public void prepare() {
    SshLogin.prepare();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String account = probe.text("account", "");
    String password = session.password(account);
    try (ClientSession ssh = SshLogin.connect(target, account, session)) {
      if (!SshLogin.signIn(ssh, target, password, session)) {
        throw new ProbeFailure(
            Cause.WRONG_CREDENTIALS,
            "Expected account %s to sign in, got a refusal.".formatted(Verdict.quote(account)));
      }
      session.stage("opening SFTP");
      // the library's own deadlines lie behind the session's
      SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(ssh, SshLogin.patience(session));
      try (SftpClient client = SftpClientFactory.instance().createSftpClient(ssh)) {
        session.transcript().note("SFTP version " + client.getVersion());
        return Fetched.exchange(new Store(client, session), probe, session);
      }
    } catch (BufferException e) {
      // how the library says that a packet ends too early
      throw new ProbeFailure(
          Cause.PROTOCOL, "What came is not the protocol of SFTP: " + Diagnosis.wording(e) + ".");
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return Fetched.judge(name(), probe, exchange);
  }

  private record Store(SftpClient client, Session session) implements Fetched.Store {

    @Override
    public byte[] read(String path) throws IOException {
      session.transcript().sent("read " + path + "\n");
      Fetched.Content content = new Fetched.Content();
      byte[] buffer = new byte[32 * 1024];
      try (SftpClient.CloseableHandle file =
          client.open(path, EnumSet.of(SftpClient.OpenMode.Read))) {
        for (int count = client.read(file, 0, buffer); count > 0; ) {
          content.write(buffer, 0, count);
          count = client.read(file, content.size(), buffer);
        }
      } catch (SftpException e) {
        throw missing(e);
      }
      return content.toByteArray();
    }

    @Override
    public String list(String path) throws IOException {
      session.transcript().sent("list " + path + "\n");
      StringBuilder names = new StringBuilder();
      int count = 0;
      try (SftpClient.CloseableHandle directory = client.openDir(path.isEmpty() ? "." : path)) {
        List<SftpClient.DirEntry> some = client.readDir(directory);
        while (some != null && !some.isEmpty()) {
          count += some.size();
          if (count > MOST_NAMES) {
            throw new ProbeFailure(
                Cause.WRONG_CONTENT, "The directory has more than " + MOST_NAMES + " names.");
          }
          some.forEach(entry -> names.append(entry.getFilename()).append('\n'));
          some = client.readDir(directory);
        }
      } catch (SftpException e) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected directory %s, got %s."
                .formatted(Verdict.quote(path), Verdict.quote(missing(e).words())));
      }
      session.transcript().received(names.toString());
      return names.toString();
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
      session.transcript().sent("write " + path + "\n");
      try (SftpClient.CloseableHandle file =
          client.open(
              path,
              EnumSet.of(
                  SftpClient.OpenMode.Write,
                  SftpClient.OpenMode.Create,
                  SftpClient.OpenMode.Truncate))) {
        client.write(file, 0, content);
      } catch (SftpException e) {
        throw missing(e);
      }
    }

    @Override
    public void delete(String path) throws IOException {
      session.transcript().sent("delete " + path + "\n");
      try {
        client.remove(path);
      } catch (SftpException e) {
        throw missing(e);
      }
    }

    private static Fetched.Missing missing(SftpException failure) {
      return new Fetched.Missing(
          failure.getMessage() == null ? "status " + failure.getStatus() : failure.getMessage());
    }
  }
}
