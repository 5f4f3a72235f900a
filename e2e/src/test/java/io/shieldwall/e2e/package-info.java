/// Journeys in a real browser against the real command.
@NullMarked
package io.shieldwall.e2e;

import org.jspecify.annotations.NullMarked;
