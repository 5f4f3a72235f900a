/// What is measured: protocol checks, the schedule that is fair to every team, the
/// rules-of-engagement guard that every socket passes, and the live driver.
@NullMarked
package io.shieldwall.probing;

import org.jspecify.annotations.NullMarked;
