package io.shieldwall.cluster;

/// A probe to be made by a worker. It names a check of the scenario that the worker has itself, so
/// nobody can have a worker do anything that is not a check of its own scenario. It holds no time
/// of day: it starts when it arrives.
///
/// @param run identifies the process that awaits the result
/// @param sequence number of the probe within the run; run and sequence are its identity, whatever
///   the number of attempts
/// @param oldest lowest sequence that the run still awaits; what is older need not be made any more
/// @param attempt from 1
/// @param scenario digest of the scenario
/// @param check id of the check
/// @param timeoutMillis hard deadline of the probe
/// @param vantage see [io.shieldwall.probing.ProbeRequest]
/// @param sealed a [Secrets] that is bound to all this but `oldest` and `attempt`
record Task(
    String run,
    long sequence,
    long oldest,
    int attempt,
    String scenario,
    String team,
    String check,
    long timeoutMillis,
    int vantage,
    String sealed) {

  /// What the seal is bound to.
  String about() {
    return String.join(
        "\n",
        "task",
        run,
        Long.toString(sequence),
        scenario,
        team,
        check,
        Long.toString(timeoutMillis),
        Integer.toString(vantage));
  }

  /// The same with secrets for whoever shares the key file.
  Task sealed(Seal seal, Secrets secrets) {
    return new Task(
        run,
        sequence,
        oldest,
        attempt,
        scenario,
        team,
        check,
        timeoutMillis,
        vantage,
        seal.close(Codec.text(secrets), about()));
  }
}
