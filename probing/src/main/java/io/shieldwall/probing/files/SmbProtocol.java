package io.shieldwall.probing.files;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import com.hierynomus.msdtyp.AccessMask;
import com.hierynomus.mserref.NtStatus;
import com.hierynomus.msfscc.FileAttributes;
import com.hierynomus.mssmb2.SMB2CreateDisposition;
import com.hierynomus.mssmb2.SMB2CreateOptions;
import com.hierynomus.mssmb2.SMB2ShareAccess;
import com.hierynomus.mssmb2.SMBApiException;
import com.hierynomus.smbj.SMBClient;
import com.hierynomus.smbj.SmbConfig;
import com.hierynomus.smbj.auth.AuthenticationContext;
import com.hierynomus.smbj.common.SMBRuntimeException;
import com.hierynomus.smbj.connection.Connection;
import com.hierynomus.smbj.share.DiskShare;
import com.hierynomus.smbj.share.File;
import com.hierynomus.smbj.share.Share;
import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// SMB 2 and 3 (MS-SMB2) with NTLMv2: a file or directory of a share. Referrals to other servers
/// (DFS) are not followed.
public final class SmbProtocol implements Protocol {

  @Override
  public String name() {
    return "smb";
  }

  @Override
  public String summary() {
    return "Signs in over SMB, lists a directory or reads a file of a share, and plants one where"
        + " wanted.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                required("share", Type.TEXT, "Name of the share."),
                optional("account", Type.ACCOUNT, "Account to sign in with; default anonymous."),
                optional("domain", Type.TEXT, "Domain of the account; default none.")));
    parameters.addAll(Fetched.parameters());
    return parameters;
  }

  @Override
  public void prepare() {
    SmbConfig.createDefaultConfig();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    // the library's deadlines lie behind the session's
    long patience = session.remaining().plusSeconds(1).toMillis();
    SmbConfig config =
        SmbConfig.builder()
            .withSocketFactory(session.sockets())
            .withTimeout(patience, TimeUnit.MILLISECONDS)
            .withDfsEnabled(false)
            .withAuthenticators(new SoundTokens.Factory())
            .build();
    try (SMBClient client = new SMBClient(config);
        Connection connection = client.connect(target.scenarioAddress(), target.port())) {
      session.transcript().note("dialect " + connection.getNegotiatedProtocol().getDialect());
      return exchange(connection, probe, session);
    } catch (SMBRuntimeException e) {
      throw failure(e);
    } catch (Fetched.TooLong _) {
      throw Fetched.tooLong();
    } catch (RuntimeException e) {
      // the library fails in many ways on what is not its protocol, and that is the service's doing
      throw new ProbeFailure(
          Cause.PROTOCOL, "What came is not the protocol of SMB: " + Diagnosis.wording(e) + ".");
    } catch (IOException e) {
      throw e instanceof Fetched.Missing ? e : cause(e).orElse(e);
    }
  }

  private static Exchange exchange(Connection connection, Probe probe, Session session)
      throws IOException {
    String account = probe.text("account", "");
    session.stage("signing in");
    AuthenticationContext who =
        account.isEmpty()
            ? AuthenticationContext.anonymous()
            : new AuthenticationContext(
                account, session.password(account).toCharArray(), probe.text("domain", ""));
    SoundTokens.check(connection.getConnectionContext().getGssNegotiateToken());
    try (com.hierynomus.smbj.session.Session smb = connection.authenticate(who)) {
      session.transcript().note("signed in");
      if (smb.isGuest() && !account.isEmpty()) {
        throw new ProbeFailure(
            Cause.WRONG_CREDENTIALS,
            "Expected account %s to sign in, got in as a guest.".formatted(Verdict.quote(account)));
      }
      session.stage("opening the share");
      String name = probe.text("share", "");
      try (Share share = smb.connectShare(name)) {
        if (!(share instanceof DiskShare disk)) {
          throw new ProbeFailure(
              Cause.WRONG_CONTENT,
              "Expected a share of files called %s, got another kind."
                  .formatted(Verdict.quote(name)));
        }
        return Fetched.exchange(new Store(disk, session), probe, session);
      }
    }
  }

  private static IOException failure(SMBRuntimeException failure) {
    if (failure instanceof SMBApiException refused) {
      return switch (refused.getStatus()) {
        case STATUS_LOGON_FAILURE, STATUS_ACCOUNT_DISABLED, STATUS_PASSWORD_EXPIRED ->
            new ProbeFailure(
                Cause.WRONG_CREDENTIALS,
                "Expected the account to sign in, got " + refused.getStatus() + ".");
        default ->
            new ProbeFailure(
                refused.getStatus() == NtStatus.STATUS_ACCESS_DENIED
                    ? Cause.REFUSED
                    : Cause.WRONG_CONTENT,
                "The SMB server did not do as asked: " + refused.getStatus() + ".");
      };
    }
    return cause(failure)
        .orElse(
            new ProbeFailure(
                Cause.PROTOCOL,
                "The SMB conversation broke off: " + Diagnosis.wording(failure) + "."));
  }

  /// What lies under the library's exceptions, where it says more.
  private static Optional<IOException> cause(Throwable failure) {
    Optional<IOException> found = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProbeFailure || cause instanceof SocketException) {
        found = Optional.of((IOException) cause);
      }
    }
    return found;
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return Fetched.judge(name(), probe, exchange);
  }

  private record Store(DiskShare share, Session session) implements Fetched.Store {

    @Override
    public byte[] read(String path) throws IOException {
      Fetched.Content content = new Fetched.Content();
      byte[] buffer = new byte[32 * 1024];
      try (File file = open(path, AccessMask.GENERIC_READ, SMB2CreateDisposition.FILE_OPEN)) {
        for (int count = file.read(buffer, 0); count > 0; ) {
          content.write(buffer, 0, count);
          count = file.read(buffer, content.size());
        }
      } catch (SMBApiException e) {
        throw missing(e);
      }
      return content.toByteArray();
    }

    @Override
    public String list(String path) throws IOException {
      session.transcript().sent("list " + path + "\n");
      StringBuilder names = new StringBuilder();
      try {
        share.list(windows(path)).forEach(entry -> names.append(entry.getFileName()).append('\n'));
      } catch (SMBApiException e) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected directory %s, got %s.".formatted(Verdict.quote(path), e.getStatus()));
      }
      session.transcript().received(names.toString());
      return names.toString();
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
      try (File file =
          open(path, AccessMask.GENERIC_WRITE, SMB2CreateDisposition.FILE_OVERWRITE_IF)) {
        file.write(content, 0);
      } catch (SMBApiException e) {
        throw missing(e);
      }
    }

    @Override
    public void delete(String path) throws IOException {
      try {
        session.transcript().sent("delete " + path + "\n");
        share.rm(windows(path));
      } catch (SMBApiException e) {
        throw missing(e);
      }
    }

    private File open(String path, AccessMask access, SMB2CreateDisposition how) {
      session.transcript().sent(access + " " + path + "\n");
      return share.openFile(
          windows(path),
          EnumSet.of(access),
          EnumSet.noneOf(FileAttributes.class),
          SMB2ShareAccess.ALL,
          how,
          EnumSet.noneOf(SMB2CreateOptions.class));
    }

    private static String windows(String path) {
      String inner = path.replace('/', '\\');
      return inner.endsWith("\\") ? inner.substring(0, inner.length() - 1) : inner;
    }

    private static Fetched.Missing missing(SMBApiException failure) {
      return new Fetched.Missing(failure.getStatus().toString());
    }
  }
}
