package io.shieldwall.scenario;

import java.util.List;

/// What a protocol check lets planners write: its name and parameters. The probing room implements
/// it beside the check itself; the reader validates with it and the JSON Schema is made from it.
public interface ProbeKind {

  /// The key that planners write, such as `http`.
  String name();

  /// One sentence for the published schema.
  String summary();

  List<Parameter> parameters();

  /// Mistakes that only the protocol can see: values of the right form that mean nothing, or not
  /// together, such as a pattern that is none.
  ///
  /// @param probe with the variables of a team filled in
  default List<Mistake> mistakes(Probe probe) {
    return List.of();
  }

  /// What is wrong with a probe.
  ///
  /// @param parameter that it stands in
  /// @param step of a list of steps, 1 for the first; 0 where it is about no step
  /// @param key of the step; empty where it is about the step as a whole
  /// @param message what is wrong
  /// @param fix what to write instead
  record Mistake(String parameter, int step, String key, String message, String fix) {}

  /// A parameter of a protocol check.
  ///
  /// @param choices permitted values, or of [Type#RECORDS] the permitted keys; empty when free. For
  ///   numbers `minimum` and `maximum` hold.
  record Parameter(
      String name,
      Type type,
      boolean required,
      List<String> choices,
      long minimum,
      long maximum,
      String summary) {

    public Parameter {
      choices = List.copyOf(choices);
    }

    public static Parameter optional(String name, Type type, String summary) {
      return new Parameter(name, type, false, List.of(), Long.MIN_VALUE, Long.MAX_VALUE, summary);
    }

    public static Parameter required(String name, Type type, String summary) {
      return new Parameter(name, type, true, List.of(), Long.MIN_VALUE, Long.MAX_VALUE, summary);
    }

    public static Parameter choice(String name, List<String> choices, String summary) {
      return new Parameter(
          name, Type.TEXT, false, choices, Long.MIN_VALUE, Long.MAX_VALUE, summary);
    }

    /// A list of steps.
    ///
    /// @param keys what a step may say
    public static Parameter records(String name, List<String> keys, String summary) {
      return new Parameter(name, Type.RECORDS, true, keys, Long.MIN_VALUE, Long.MAX_VALUE, summary);
    }

    public Parameter within(long least, long most) {
      return new Parameter(name, type, required, choices, least, most, summary);
    }
  }

  /// The forms a value may take in YAML and, in brackets, in a [Probe].
  enum Type {
    /// any scalar (String)
    TEXT,
    /// whole number (Long)
    NUMBER,
    /// true or false (Boolean)
    FLAG,
    /// such as `500ms`, `8s`, `2m`, `1h30m` (Duration)
    DURATION,
    /// a scalar or a list of scalars (List of String)
    TEXTS,
    /// name to scalar (Map of String to String)
    MAP,
    /// list of names to scalars (List of Map of String to String)
    RECORDS,
    /// name of an account of the system under test (String)
    ACCOUNT
  }
}
