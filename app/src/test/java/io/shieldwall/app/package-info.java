/// The rules of the house, and the command as its users see it.
@NullMarked
package io.shieldwall.app;

import org.jspecify.annotations.NullMarked;
