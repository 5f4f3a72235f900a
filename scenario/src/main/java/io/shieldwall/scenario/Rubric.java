package io.shieldwall.scenario;

import java.util.List;

/// How a task is graded: criteria on the scale 0/4/6/8/12.
///
/// @param reference the reference answer; a secret of the graders, never shown to Blue in play
/// @param references law, doctrine or sources that the answer rests on
public record Rubric(
    String title, List<Criterion> criteria, String reference, List<String> references) {

  public Rubric {
    criteria = List.copyOf(criteria);
    references = List.copyOf(references);
  }

  /// The grades a criterion can get.
  public static final List<Integer> SCALE = List.of(0, 4, 6, 8, 12);

  /// @param weight relative weight within the rubric, greater than zero
  public record Criterion(String id, String title, int weight, String guidance) {}
}
