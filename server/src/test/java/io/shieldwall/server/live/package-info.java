/// Streams and their viewers.
@NullMarked
package io.shieldwall.server.live;

import org.jspecify.annotations.NullMarked;
