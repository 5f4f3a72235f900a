package io.shieldwall.range.wire;

import java.io.IOException;

/// One protocol of the nation's services, spoken with whoever connects.
interface Speaker {

  /// Speaks until the conversation is over. The caller closes the connection.
  void speak(Connection connection) throws IOException;
}
