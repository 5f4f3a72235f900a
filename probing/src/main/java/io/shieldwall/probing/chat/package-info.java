/// Checks of chat and telephony: IRC, XMPP and SIP.
@NullMarked
package io.shieldwall.probing.chat;

import org.jspecify.annotations.NullMarked;
