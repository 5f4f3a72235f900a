/// Completes what defenders ordered when it is due, and reports the true condition of systems.
@NullMarked
package io.shieldwall.range.infrastructure;

import org.jspecify.annotations.NullMarked;
