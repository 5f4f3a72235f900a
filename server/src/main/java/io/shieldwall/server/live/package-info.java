/// The live image of an exercise, the fragments rendered from it, and their streams.
@NullMarked
package io.shieldwall.server.live;

import org.jspecify.annotations.NullMarked;
