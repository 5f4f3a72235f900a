package io.shieldwall.probing.files;

import com.hierynomus.protocol.commons.Factory.Named;
import com.hierynomus.smbj.SmbConfig;
import com.hierynomus.smbj.auth.AuthenticateResponse;
import com.hierynomus.smbj.auth.AuthenticationContext;
import com.hierynomus.smbj.auth.Authenticator;
import com.hierynomus.smbj.auth.NtlmAuthenticator;
import com.hierynomus.smbj.auth.NtlmSealer;
import com.hierynomus.smbj.connection.ConnectionContext;
import io.shieldwall.probing.Der;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.io.IOException;

/// NTLM that looks at a server's tokens first: the library would set aside as many bytes as a token
/// says it has, up to 2 GiB.
final class SoundTokens implements Authenticator {

  private final Authenticator ntlm = new NtlmSealer(new NtlmAuthenticator());

  /// Makes one for a connection, under the name of NTLM.
  static final class Factory implements Named<Authenticator> {

    @Override
    public String getName() {
      return new NtlmAuthenticator.Factory().getName();
    }

    @Override
    public Authenticator create() {
      return new SoundTokens();
    }
  }

  /// @throws ProbeFailure with cause `PROTOCOL` when a token is none; it may be missing
  static void check(byte[] token) throws ProbeFailure {
    if (token.length > 0 && !Der.isSound(token)) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a token of SPNEGO, got bytes that are none.");
    }
  }

  @Override
  public void init(SmbConfig config) {
    ntlm.init(config);
  }

  @Override
  public boolean supports(AuthenticationContext context) {
    return ntlm.supports(context);
  }

  @Override
  public AuthenticateResponse authenticate(
      AuthenticationContext context, byte[] token, ConnectionContext connection)
      throws IOException {
    check(token);
    return ntlm.authenticate(context, token, connection);
  }
}
