package io.shieldwall.probing;

import io.shieldwall.scenario.Cidr;
import io.shieldwall.scenario.Cidr6;
import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Team;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The rules of engagement at the socket: what is not permitted here gets no packet. It judges the
/// real address that a connection would go to by translating it back into the scenario's terms, so
/// no spelling, redirect or answer can lead around it. Only literals within the scope, outside the
/// exclusions and outside the reserved networks pass.
public final class Guard {

  /// A network that no scenario may put in scope, and what it is.
  private record Reserved(Block block, String nature) {}

  /// An address of either family.
  private record Place(Optional<Ipv4> four, Optional<Cidr6.Address> six) {

    static Optional<Place> of(String literal) {
      Place place = new Place(Ipv4.parse(literal), Cidr6.address(literal));
      return place.four.isEmpty() && place.six.isEmpty() ? Optional.empty() : Optional.of(place);
    }
  }

  /// A network of either family.
  private record Block(Optional<Cidr> four, Optional<Cidr6> six) {

    boolean contains(Place place) {
      return four.isPresent()
          ? place.four.isPresent() && four.get().contains(place.four.get().bits())
          : place.six.isPresent() && six.orElseThrow().contains(place.six.get());
    }

    @Override
    public String toString() {
      return four.<Object>map(each -> each).orElseGet(six::orElseThrow).toString();
    }
  }

  private static final List<Reserved> RESERVED =
      Stream.of(
              "0.0.0.0/8=this network (RFC 791)",
              "100.64.0.0/10=carrier-grade NAT (RFC 6598)",
              "127.0.0.0/8=loopback (RFC 1122)",
              "169.254.0.0/16=link-local, cloud metadata (RFC 3927)",
              "192.0.0.0/24=protocol assignments (RFC 6890)",
              "192.88.99.0/24=6to4 relay (RFC 7526)",
              "198.18.0.0/15=benchmarking (RFC 2544)",
              "224.0.0.0/4=multicast (RFC 5771)",
              "240.0.0.0/4=reserved and broadcast (RFC 1112)",
              "::/127=unspecified and loopback (RFC 4291)",
              "::ffff:0:0/96=IPv4-mapped (RFC 4291)",
              "64:ff9b::/96=IPv4 translation (RFC 6052)",
              "64:ff9b:1::/48=local IPv4 translation (RFC 8215)",
              "100::/64=discard (RFC 6666)",
              "2001::/32=Teredo (RFC 4380)",
              "2002::/16=6to4 (RFC 3056)",
              "fe80::/10=link-local (RFC 4291)",
              "ff00::/8=multicast (RFC 4291)")
          .map(Guard::reserved)
          .toList();

  private final AddressPlan plan;
  private final Map<String, Scope> scopes = new HashMap<>();
  private final Set<String> platform;

  public Guard(Rules rules, List<Team> teams, AddressPlan plan) {
    this(rules, teams, plan, Set.of());
  }

  /// @param platform literals of Shieldwall's own machines, which no probe may reach
  /// @throws IllegalArgumentException when a scope or exclusion is no network
  public Guard(Rules rules, List<Team> teams, AddressPlan plan, Set<String> platform) {
    this.plan = plan;
    this.platform = Set.copyOf(platform);
    for (Team team : teams) {
      scopes.put(team.id(), Scope.of(rules, team));
    }
  }

  /// Whether any team's probes may reach a real address.
  public Ruling permits(InetSocketAddress real) {
    return ruling(real, scopes.values().stream().toList());
  }

  /// Whether probes of this team may reach a real address. Another team's network is not permitted
  /// unless the scope names it without a variable.
  public Ruling permits(String team, InetSocketAddress real) {
    Scope scope = scopes.get(team);
    return scope == null
        ? Ruling.denied("team " + Verdict.quote(team) + " is not part of the exercise")
        : ruling(real, List.of(scope));
  }

  private Ruling ruling(InetSocketAddress real, List<Scope> candidates) {
    if (real.isUnresolved()) {
      return Ruling.denied("it is a name; only literals are reached");
    }
    Optional<DeclaredEndpoint> declared = plan.declared(real);
    if (declared.isEmpty()) {
      return Ruling.denied("it is no place of the scenario's network");
    }
    String literal = declared.get().address();
    Optional<Place> place = Place.of(literal);
    if (place.isEmpty()) {
      return Ruling.denied("it is not a plain IP address");
    }
    if (platform.contains(literal) || platform.contains(Literals.of(real.getAddress()))) {
      return Ruling.denied("it belongs to Shieldwall itself");
    }
    return ruling(place.get(), candidates);
  }

  private static Ruling ruling(Place address, List<Scope> candidates) {
    for (Reserved reserved : RESERVED) {
      if (reserved.block().contains(address)) {
        return Ruling.denied("it lies in " + reserved.block() + ", " + reserved.nature());
      }
    }
    Ruling ruling = Ruling.denied("it lies outside the scope of the rules of engagement");
    for (Scope scope : candidates) {
      if (scope.includes(address)) {
        Optional<Block> exclusion = scope.exclusion(address);
        if (exclusion.isEmpty()) {
          return Ruling.PERMITTED;
        }
        ruling = Ruling.denied("the rules of engagement exclude " + exclusion.get());
      }
    }
    return ruling;
  }

  private static Reserved reserved(String text) {
    int equals = text.indexOf('=');
    return new Reserved(block(text.substring(0, equals)), text.substring(equals + 1));
  }

  private static Block block(String text) {
    Block block = new Block(Cidr.parse(text), Cidr6.parse(text));
    if (block.four.isEmpty() && block.six.isEmpty()) {
      throw new IllegalArgumentException(
          Verdict.quote(text) + " is no network such as 10.1.0.0/16 or fd00:1::/32");
    }
    return block;
  }

  /// A decision of the guard.
  ///
  /// @param reason why it was denied, as half a sentence that begins with "it"; empty when
  ///   permitted
  public record Ruling(boolean permitted, String reason) {

    static final Ruling PERMITTED = new Ruling(true, "");

    static Ruling denied(String reason) {
      return new Ruling(false, reason);
    }
  }

  /// The scope and the exclusions as they read for one team.
  private record Scope(List<Block> included, List<Block> excluded) {

    static Scope of(Rules rules, Team team) {
      return new Scope(blocks(rules.scope(), team), blocks(rules.exclusions(), team));
    }

    private static List<Block> blocks(List<String> templates, Team team) {
      return templates.stream().map(team::expand).map(Guard::block).toList();
    }

    boolean includes(Place address) {
      for (Block block : included) {
        if (block.contains(address)) {
          return true;
        }
      }
      return false;
    }

    Optional<Block> exclusion(Place address) {
      for (Block block : excluded) {
        if (block.contains(address)) {
          return Optional.of(block);
        }
      }
      return Optional.empty();
    }
  }
}
