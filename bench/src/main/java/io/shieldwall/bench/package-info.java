/// Measurements of whole processes: what the platform carries on the machine at hand. Targets run
/// in a process of their own and count what really arrived.
@NullMarked
package io.shieldwall.bench;

import org.jspecify.annotations.NullMarked;
