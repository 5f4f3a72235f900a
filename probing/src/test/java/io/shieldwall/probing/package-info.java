/// Tests of the probing room, with hostile servers and real daemons.
@NullMarked
package io.shieldwall.probing;

import org.jspecify.annotations.NullMarked;
