package io.shieldwall.range.nation;

import io.shieldwall.scenario.Content.RegisterKind;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Team;
import java.util.List;

/// A service of a team as whoever connects meets it. Every answer is made from the model at the
/// moment of the question.
public interface ServicePoint {

  Team team();

  DefendedSystem system();

  Service service();

  Reach reach(long at);

  /// For services with web content; 503 while a system that it depends on fails.
  WebReply web(WebRequest request, long at);

  /// For services with names.
  NameReply names(String name, String type, long at);

  /// For services with mail.
  MailDialogue mail();

  /// For services with registers.
  RegisterReply registers(int unit, RegisterKind kind, int address, int count);

  /// Whether an account signs in with this password.
  boolean signsIn(String account, String password);

  /// Runs a command that only reads, as an account that is signed in.
  CommandResult consult(String account, List<String> words, long at);
}
