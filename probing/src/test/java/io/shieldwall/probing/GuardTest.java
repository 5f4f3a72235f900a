package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.Rules;
import io.shieldwall.scenario.Team;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  private static final Team BLUE01 = TestingRange.BLUE01;
  private final Guard guard = TestingRange.guard(AddressPlan.direct());

  @Test
  void permits_a_team_its_own_network() throws Exception {
    assertThat(guard.permits("blue01", at("10.1.20.11")).permitted()).isTrue();
    assertThat(guard.permits("blue02", at("10.2.20.11")).permitted()).isTrue();
    assertThat(guard.permits(at("10.2.20.11")).permitted()).isTrue();
  }

  @Test
  void permits_every_team_what_the_scope_names_without_a_variable() throws Exception {
    assertThat(guard.permits("blue01", at("10.0.0.9")).permitted()).isTrue();
    assertThat(guard.permits("blue02", at("10.0.0.9")).permitted()).isTrue();
  }

  @Test
  void denies_a_team_the_network_of_another() throws Exception {
    Guard.Ruling ruling = guard.permits("blue01", at("10.2.20.11"));
    assertThat(ruling.permitted()).isFalse();
    assertThat(ruling.reason()).isEqualTo("it lies outside the scope of the rules of engagement");
  }

  @Test
  void denies_an_exclusion_and_names_it() throws Exception {
    assertThat(guard.permits("blue01", at("10.1.250.1")).reason())
        .isEqualTo("the rules of engagement exclude 10.1.250.0/24");
  }

  @Test
  void denies_a_team_that_does_not_take_part() throws Exception {
    assertThat(guard.permits("blue99", at("10.1.20.11")).permitted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.0.0.0|this network",
        "100.64.0.1|carrier-grade NAT",
        "100.127.255.254|carrier-grade NAT",
        "127.0.0.1|loopback",
        "127.255.255.254|loopback",
        "169.254.169.254|link-local",
        "192.0.0.8|protocol assignments",
        "192.88.99.1|6to4",
        "198.18.0.1|benchmarking",
        "198.19.255.255|benchmarking",
        "224.0.0.1|multicast",
        "239.255.255.255|multicast",
        "240.0.0.1|reserved",
        "255.255.255.255|reserved"
      })
  void denies_reserved_networks_even_when_the_scope_is_everything(String address, String nature)
      throws Exception {
    Guard.Ruling ruling = everything().permits("blue01", at(address));
    assertThat(ruling.permitted()).isFalse();
    assertThat(ruling.reason()).contains(nature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::1",
        "::",
        "fe80::1",
        "febf::1",
        "64:ff9b::a01:140b",
        "64:ff9b:1::a01:140b",
        "100::1",
        "2001::1",
        "2002:a01:140b::1",
        "ff02::1"
      })
  void denies_reserved_ipv6_networks_even_when_the_scope_is_everything(String address)
      throws Exception {
    assertThat(everything().permits("blue01", at(address)).reason()).startsWith("it lies in ");
  }

  @Test
  void permits_a_team_its_own_ipv6_network_only() throws Exception {
    Rules rules =
        new Rules(
            List.of("fd00:{n}::/32"),
            List.of("fd00:{n}:250::/48"),
            List.of(),
            Map.of(),
            Duration.ofMinutes(1));
    Guard six = new Guard(rules, List.of(BLUE01, TestingRange.BLUE02), AddressPlan.direct());
    assertThat(six.permits("blue01", at("fd00:1:20::11")).permitted()).isTrue();
    assertThat(six.permits("blue01", at("fd00:2:20::11")).permitted()).isFalse();
    assertThat(six.permits("blue01", at("fd00:1:250::7")).reason())
        .isEqualTo("the rules of engagement exclude fd00:1:250:0:0:0:0:0/48");
    assertThat(six.permits("blue01", at("10.1.20.11")).permitted()).isFalse();
    assertThat(guard.permits("blue01", at("fd00:1:20::11")).permitted()).isFalse();
  }

  @Test
  void judges_an_ipv4_mapped_address_as_the_ipv4_address_that_it_is() throws Exception {
    assertThat(everything().permits("blue01", at("::ffff:127.0.0.1")).permitted()).isFalse();
  }

  @Test
  void denies_names() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("netbank.example", 443);
    assertThat(guard.permits("blue01", name).reason()).contains("only literals");
  }

  @Test
  void denies_the_machines_of_shieldwall_itself() throws Exception {
    Guard careful =
        new Guard(TestingRange.rules(), List.of(BLUE01), AddressPlan.direct(), Set.of("10.1.99.1"));
    assertThat(careful.permits("blue01", at("10.1.99.1")).reason()).contains("Shieldwall itself");
    assertThat(careful.permits("blue01", at("10.1.99.2")).permitted()).isTrue();
  }

  @Test
  void judges_the_declared_address_behind_a_real_one() throws Exception {
    Guard embedded = TestingRange.guard(TestingRange.PLAN);
    assertThat(embedded.permits("blue01", at("127.1.20.11")).permitted()).isTrue();
    assertThat(embedded.permits("blue01", at("127.1.250.1")).permitted()).isFalse();
    assertThat(embedded.permits("blue01", at("127.3.0.1")).permitted()).isFalse();
    assertThat(embedded.permits("blue01", at("10.1.20.11")).reason())
        .isEqualTo("it is no place of the scenario's network");
  }

  private static Guard everything() {
    Rules rules =
        new Rules(
            List.of("0.0.0.0/0", "::/0"), List.of(), List.of(), Map.of(), Duration.ofMinutes(1));
    return new Guard(rules, List.of(BLUE01), AddressPlan.direct());
  }

  private static InetSocketAddress at(String literal) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(literal), 443);
  }
}
