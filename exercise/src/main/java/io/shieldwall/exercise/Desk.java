package io.shieldwall.exercise;

import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.scenario.Scenario;

/// Where people and agents hand in commands and read the present.
public interface Desk {

  Scenario scenario();

  /// The latest state; never behind what this desk has answered to the same caller.
  State state();

  /// Hands in a command and waits for the answer. What is answered [Reply.Done] is remembered
  /// durably, except in a fast run, which remembers in larger groups.
  ///
  /// @param commandId chosen by the caller, unique for each intention; handing in the same one
  ///   again gets the first answer and changes nothing
  Reply submit(String commandId, Actor actor, Command command);
}
