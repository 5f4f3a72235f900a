package io.shieldwall.range.nation;

import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Content.RegisterKind;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Team;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/// A service of the model, each question answered under its team's lock.
final class LockedPoint implements ServicePoint {

  private final Nation nation;
  private final TeamModel team;
  private final SystemModel system;
  private final ServiceModel service;

  LockedPoint(Nation nation, TeamModel team, SystemModel system, ServiceModel service) {
    this.nation = nation;
    this.team = team;
    this.system = system;
    this.service = service;
  }

  @Override
  public Team team() {
    return team.team;
  }

  @Override
  public DefendedSystem system() {
    return system.plan;
  }

  @Override
  public Service service() {
    return service.plan;
  }

  @Override
  public Reach reach(long at) {
    return Nation.locked(team, owner -> owner.reach(system, service, at));
  }

  @Override
  public WebReply web(WebRequest request, long at) {
    Content.Web web = (Content.Web) service.plan.content();
    return Nation.locked(
        team,
        owner ->
            owner.reach(system, service, at) == Reach.DEPENDENCY_DOWN
                ? WebSite.UNAVAILABLE
                : WebSite.reply(owner.team, web, service, request));
  }

  @Override
  public NameReply names(String name, String type, long at) {
    Content.Names names = (Content.Names) service.plan.content();
    return Nation.locked(
        team,
        owner ->
            owner.reach(system, service, at) == Reach.DEPENDENCY_DOWN
                ? new NameReply("SERVFAIL", List.of())
                : NameServer.reply(owner.team, names, service, name, type));
  }

  @Override
  public MailDialogue mail() {
    return new MailDialogue(team.team, (Content.Mail) service.plan.content());
  }

  @Override
  public RegisterReply registers(int unit, RegisterKind kind, int address, int count) {
    Content.Registers content = (Content.Registers) service.plan.content();
    return Nation.locked(team, _ -> Controller.read(content, service, unit, kind, address, count));
  }

  @Override
  public boolean signsIn(String account, String password) {
    Optional<String> right = nation.password(team.team.id(), system.plan.id(), account);
    boolean locked = Nation.locked(team, _ -> system.lockedAccounts.contains(account));
    return !locked
        && right.isPresent()
        && MessageDigest.isEqual(
            right.get().getBytes(StandardCharsets.UTF_8),
            password.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public CommandResult consult(String account, List<String> words, long at) {
    return Nation.locked(team, owner -> Console.consult(owner, system, account, words, at));
  }
}
