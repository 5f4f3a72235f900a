@NullMarked
package io.shieldwall.probing.fairness;

import org.jspecify.annotations.NullMarked;
