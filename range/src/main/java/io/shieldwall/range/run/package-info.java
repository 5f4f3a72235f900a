/// Runs a whole exercise in virtual time, or the agents against the wall clock.
@NullMarked
package io.shieldwall.range.run;

import org.jspecify.annotations.NullMarked;
