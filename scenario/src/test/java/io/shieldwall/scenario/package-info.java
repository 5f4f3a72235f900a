/// The reader against good and broken folders.
@NullMarked
package io.shieldwall.scenario;

import org.jspecify.annotations.NullMarked;
