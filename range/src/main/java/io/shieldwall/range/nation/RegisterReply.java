package io.shieldwall.range.nation;

import java.util.List;

/// What a Modbus device answers to a read.
///
/// @param exception Modbus exception code, 0 when it answers with values
/// @param values coils as 0 or 1, registers as 0 to 65535
public record RegisterReply(int exception, List<Integer> values) {

  static final int ILLEGAL_ADDRESS = 2;
  static final int NO_SUCH_UNIT = 11;

  public RegisterReply {
    values = List.copyOf(values);
  }

  static RegisterReply refused(int exception) {
    return new RegisterReply(exception, List.of());
  }
}
