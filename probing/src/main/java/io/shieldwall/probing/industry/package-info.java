/// Checks of industrial devices.
@NullMarked
package io.shieldwall.probing.industry;

import org.jspecify.annotations.NullMarked;
