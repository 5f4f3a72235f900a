/// Checks of the remote management of Windows.
@NullMarked
package io.shieldwall.probing.windows;

import org.jspecify.annotations.NullMarked;
