package io.shieldwall.range.nation;

import java.util.List;
import org.xbill.DNS.Record;

/// What a name server answers.
///
/// @param rcode mnemonic such as `NOERROR` or `NXDOMAIN`
public record NameReply(String rcode, List<Record> answers) {

  public NameReply {
    answers = List.copyOf(answers);
  }
}
