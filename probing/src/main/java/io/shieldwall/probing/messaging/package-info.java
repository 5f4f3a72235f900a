/// Checks of brokers of messages.
@NullMarked
package io.shieldwall.probing.messaging;

import org.jspecify.annotations.NullMarked;
