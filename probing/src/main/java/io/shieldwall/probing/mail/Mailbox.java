package io.shieldwall.probing.mail;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Session;
import java.io.IOException;
import java.util.Optional;

/// The mailbox of an account that has signed in. Message ids are valid for one mailbox object.
sealed interface Mailbox permits ImapMailbox, PopMailbox {

  /// Most bytes that are read of one message.
  int MOST_BYTES = 512 * 1024;

  /// Where a mailbox is and whose it is.
  ///
  /// @param address scenario address
  /// @param name of the server, for its certificate
  /// @param folder such as `INBOX`; POP3 has no other
  /// @param readOnly whether the mailbox must stay as it is
  record Place(
      String address,
      int port,
      String name,
      Encryption encryption,
      String account,
      String folder,
      boolean readOnly) {

    String endpoint() {
      return address + ":" + port;
    }
  }

  /// The protocols by which mailboxes are reached.
  enum Access {
    IMAP,
    POP3;

    static Access of(String word) {
      return word.equals("pop3") ? POP3 : IMAP;
    }

    /// The port with TLS from the first byte.
    int securePort() {
      return switch (this) {
        case IMAP -> 993;
        case POP3 -> 995;
      };
    }

    int plainPort() {
      return switch (this) {
        case IMAP -> 143;
        case POP3 -> 110;
      };
    }

    /// Connects and signs in.
    Mailbox open(Session session, Place place) throws IOException {
      return switch (this) {
        case IMAP -> ImapMailbox.open(session, place);
        case POP3 -> PopMailbox.open(session, place);
      };
    }
  }

  /// How many messages it held when it was opened or refreshed.
  int count();

  /// The newest message that contains a text, by the server's search or, where it has none, by
  /// looking into the last twenty.
  Optional<String> newestWith(String text) throws IOException;

  /// The newest message of all.
  Optional<String> newest();

  /// The message with that id, or its beginning where it is long.
  String message(String id) throws IOException;

  void delete(String id) throws IOException;

  /// Says goodbye, by which deletions come into force.
  void leave() throws IOException;
}
