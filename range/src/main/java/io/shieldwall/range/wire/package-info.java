/// The nation on the wire: real protocol servers over the model, on the loopback network.
@NullMarked
package io.shieldwall.range.wire;

import org.jspecify.annotations.NullMarked;
