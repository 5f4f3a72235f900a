/// The model: every system of every team as it truly is, folded from the exercise's events.
@NullMarked
package io.shieldwall.range.nation;

import org.jspecify.annotations.NullMarked;
