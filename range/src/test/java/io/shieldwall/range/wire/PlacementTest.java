package io.shieldwall.range.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.probing.DeclaredEndpoint;
import io.shieldwall.range.Isle;
import io.shieldwall.range.World;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {

  private static final Nation NATION = new Nation(Isle.scenario(), Isle.TEAMS, 7);

  private static Placement placement(String name) {
    return name.equals("embedded")
        ? new EmbeddedPlan(NATION)
        : new MappedPlan(NATION, MappedPlan.FIRST_PORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "mapped"})
  void every_service_has_a_place_of_its_own_and_the_way_back(String name) {
    Placement placement = placement(name);
    Set<InetSocketAddress> places = new HashSet<>();
    for (Team team : NATION.scenario().teams()) {
      for (DefendedSystem system : NATION.scenario().network().systems()) {
        for (Service service : system.services()) {
          DeclaredEndpoint declared =
              new DeclaredEndpoint(team.expand(system.address()), service.port());
          InetSocketAddress real = placement.realise(declared.address(), declared.port());
          assertThat(real.getAddress().isLoopbackAddress()).isTrue();
          assertThat(places.add(real)).isTrue();
          assertThat(placement.declared(real)).contains(declared);
          assertThat(placement.at(real).orElseThrow().system().id()).isEqualTo(system.id());
          assertThat(placement.at(real).orElseThrow().team().id()).isEqualTo(team.id());
        }
      }
    }
  }

  private static InetSocketAddress place(int team, int zone, int host, int port) {
    byte[] octets = {127, (byte) team, (byte) zone, (byte) host};
    return new InetSocketAddress(Ipv4Literal.address(octets), port);
  }

  @Test
  void an_embedded_address_reads_like_the_scenarios() {
    Placement placement = new EmbeddedPlan(NATION);
    assertThat(placement.realise("10.1.20.11", 22)).isEqualTo(place(1, 20, 11, 10_022));
    assertThat(placement.realise("10.2.20.11", 15_000)).isEqualTo(place(2, 20, 11, 15_000));
    assertThat(placement.declared(place(0, 0, 1, 10_022))).isEmpty();
    assertThatThrownBy(() -> placement.realise("192.0.2.1", 22))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.0/8");
  }

  @Test
  void an_embedded_plan_needs_one_listener_a_port() {
    assertThat(new EmbeddedPlan(NATION).listening()).hasSize(7);
    assertThat(new EmbeddedPlan(NATION).nameServers()).hasSize(3);
    assertThat(new MappedPlan(NATION, 20_000).nameServers()).hasSize(3);
  }

  @Test
  void ports_that_would_collide_are_named() {
    Scenario isle = Isle.scenario();
    DefendedSystem sub = isle.network().system("sub").orElseThrow();
    Service one = new Service("one", "", 443, new Content.Banner("a", ""), List.of());
    Service two = new Service("two", "", 10_443, new Content.Banner("b", ""), List.of());
    DefendedSystem both =
        new DefendedSystem(
            "sub",
            "",
            "grid",
            sub.address(),
            "",
            "",
            false,
            List.of(),
            List.of(),
            List.of(one, two),
            List.of());
    Scenario colliding =
        new Scenario(
            isle.id(),
            isle.title(),
            "",
            isle.startsAt(),
            isle.duration(),
            isle.languages(),
            isle.afterPause(),
            isle.nations(),
            isle.teams(),
            isle.phases(),
            isle.rules(),
            new Network(isle.network().zones(), List.of(both)),
            isle.campaign(),
            isle.users(),
            isle.scoring(),
            List.of(),
            isle.bodies(),
            isle.rubrics(),
            isle.digest());
    assertThatThrownBy(() -> new EmbeddedPlan(new Nation(colliding, List.of(Isle.HERON), 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "port 443 is moved to 10443, which the scenario uses itself: change one of them");
  }

  @Test
  void the_mapped_plan_serves_too() throws IOException {
    World world = World.ofHeron();
    try (RangeOnTheWire range =
        RangeOnTheWire.over(world, new MappedPlan(world.nation(), 31_000))) {
      assertThat(range.verdict("shop/https/login").outcome()).isEqualTo(Outcome.OK);
      assertThat(range.verdict("dns/names/udp").outcome()).isEqualTo(Outcome.OK);
      assertThat(range.verdict("shop/ssh/uptime").outcome()).isEqualTo(Outcome.OK);
    }
  }

  @Test
  void a_port_that_is_taken_is_named() throws IOException {
    World world = World.ofHeron();
    try (RangeOnTheWire range =
        RangeOnTheWire.over(world, new MappedPlan(world.nation(), 31_500))) {
      assertThat(range.range().placement().listening()).isNotEmpty();
      assertThatThrownBy(
              () -> RangeOnTheWire.over(world, new MappedPlan(world.nation(), 31_500)).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port 31500 of the range is taken");
    }
  }
}
