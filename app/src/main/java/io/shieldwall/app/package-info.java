/// The `shieldwall` command and the assembly of the whole.
@NullMarked
package io.shieldwall.app;

import org.jspecify.annotations.NullMarked;
