package io.shieldwall.probing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Optional;
import java.util.stream.Stream;

/// Resolves host names for this process as the platform does, but none on the thread of a probe. A
/// library that goes where a service sends it would ask the machine's name servers before any
/// socket is opened, past the guard: names are looked up by the inventory only.
///
/// The JDK finds this as a service provider (JEP 418).
public final class NoLookups extends InetAddressResolverProvider {

  private static final ScopedValue<NoLookups.Asked> ASKED = ScopedValue.newInstance();

  /// What a probe asked for, whatever its library made of the refusal.
  static final class Asked {

    private Optional<String> name = Optional.empty();

    /// What it means to a defender; empty where nothing was asked.
    Optional<String> sentence() {
      return name.map(host ->
          "The service sent the check to host %s; no name that a service sends is looked up."
              .formatted(Verdict.quote(host)));
    }
  }

  /// What a probe gets instead of an address. No [UnknownHostException], which the platform would
  /// remember for everybody who asks for this name.
  static final class Barred extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Barred(String name) {
      super("a probe looks up no names: " + name);
    }
  }

  public NoLookups() {}

  /// Does something without a lookup of names.
  static <T, X extends Throwable> T during(Asked asked, ScopedValue.CallableOp<T, X> action)
      throws X {
    return ScopedValue.where(ASKED, asked).call(action);
  }

  @Override
  public String name() {
    return "shieldwall";
  }

  @Override
  public InetAddressResolver get(Configuration platform) {
    InetAddressResolver resolver = platform.builtinResolver();
    // what some libraries ask for by themselves
    String own = platform.lookupLocalHostName();
    return new InetAddressResolver() {

      @Override
      public Stream<InetAddress> lookupByName(String name, LookupPolicy policy)
          throws UnknownHostException {
        if (ASKED.isBound() && !name.equals(own)) {
          ASKED.get().name = Optional.of(name);
          throw new Barred(name);
        }
        return resolver.lookupByName(name, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        if (ASKED.isBound()) {
          throw new UnknownHostException("a probe looks up no names");
        }
        return resolver.lookupByAddress(address);
      }
    };
  }
}
