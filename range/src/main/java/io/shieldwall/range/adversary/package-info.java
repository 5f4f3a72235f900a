/// Plays every objective of the campaign against every team with equal pressure.
@NullMarked
package io.shieldwall.range.adversary;

import org.jspecify.annotations.NullMarked;
