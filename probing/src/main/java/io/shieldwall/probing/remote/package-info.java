/// Checks of remote sign-in and remote desktops.
@NullMarked
package io.shieldwall.probing.remote;

import org.jspecify.annotations.NullMarked;
