package io.shieldwall.range.nation;

import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Content.Register;
import io.shieldwall.scenario.Content.RegisterKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Modbus devices of the nation: points from the scenario, changed by what the adversary did.
final class Controller {

  private Controller() {}

  /// @param unit unit identifier of the request
  static RegisterReply read(
      Content.Registers content,
      ServiceModel service,
      int unit,
      RegisterKind kind,
      int address,
      int count) {
    if (unit != content.unit()) {
      return RegisterReply.refused(RegisterReply.NO_SUCH_UNIT);
    }
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<Register> point = point(content, kind, address + i);
      if (point.isEmpty()) {
        return RegisterReply.refused(RegisterReply.ILLEGAL_ADDRESS);
      }
      values.add(shown(point.get(), service));
    }
    return new RegisterReply(0, values);
  }

  private static Optional<Register> point(
      Content.Registers content, RegisterKind kind, int address) {
    for (Register register : content.registers()) {
      if (register.kind() == kind && register.address() == address) {
        return Optional.of(register);
      }
    }
    return Optional.empty();
  }

  /// A false measurement hides the true value.
  static int shown(Register register, ServiceModel service) {
    Integer spoofed = service.spoofed.get(register.name());
    return spoofed != null ? spoofed : truth(register, service);
  }

  static int truth(Register register, ServiceModel service) {
    return service.operated.getOrDefault(register.name(), register.value());
  }
}
